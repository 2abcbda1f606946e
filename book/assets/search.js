/* The way from a result of the search (book/section_search.js) to the place where the
   words stand, on the page that it leads to. */

if (typeof Search !== "object") {
  const terms = localStorage.getItem("sphinx_highlight_terms"); // Sphinx is about to mark them
  if (terms) arriveAtWords(terms.split(" "));
}

/* Sphinx marks all words in one go, as soon as the page has been read. */
function marked() {
  return new Promise((done) => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector(".highlighted")) return;
      watch.disconnect();
      done();
    });
    watch.observe(document.body, { childList: true, subtree: true });
  });
}

/* The section that was found; else the words may stand in many places, and the first
   section that has them all is the best. */
async function arriveAtWords(terms) {
  await marked();
  if (document.readyState !== "complete") await new Promise((loaded) => addEventListener("load", loaded));
  await window.MathJax?.startup?.promise;
  const sections = [...document.querySelectorAll(".bd-article section")].reverse(); // the inner before the outer
  const has = (section) => terms.every((term) => section.textContent.toLowerCase().includes(term));
  const inner = sections.filter((section) => has(section) && ![...section.querySelectorAll("section")].some(has));
  const found = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const place = found || (inner.at(-1) ?? document);
  const marks = [...place.querySelectorAll(".highlighted")];
  const mark = marks.find((one) => one.checkVisibility()) ?? marks[0];
  if (!mark) return;
  const hide = document.querySelector(".highlight-link a"); // its address is a script, which no policy allows
  hide?.addEventListener("click", (click) => {
    click.preventDefault();
    SphinxHighlight.hideSearchWords();
  });
  for (let fold = mark.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const { top, bottom } = mark.getBoundingClientRect();
  if (!found || top < 0 || bottom > innerHeight) mark.scrollIntoView({ block: "center" }); // else the heading stays in sight
}
