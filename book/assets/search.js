/* What Sphinx's search leaves out: excerpts without TeX, a word about words that are too
   common to be found, and a way from a result to the place where the words stand. */

const answers = {
  en: "Words as common as these, and numbers, are not searched for. Try a rarer word.",
  ko: "이렇게 흔한 낱말과 숫자는 찾지 않는다. 더 드문 낱말로 찾아보자.",
};

if (typeof Search === "object") {
  const whole = Search.htmlToText;
  Search.htmlToText = (html, anchor) => {
    const folded = /<details class="hide.*?<\/details>/gs; // code that a page doesn't show
    const formula = /\\[([](.*?)\\[)\]]/gs;
    return whole(html.replace(folded, ""), anchor).replace(formula, (_, tex) => plain(tex));
  };

  const query = Search.query;
  Search.query = (asked) => {
    query(asked);
    const [, wanted, unwanted] = Search._parseQuery(asked);
    if (splitQuery(asked).length && !wanted.size && !unwanted.size) Search.status.textContent = answers[document.documentElement.lang] ?? answers.en;
  };
} else {
  const terms = localStorage.getItem("sphinx_highlight_terms"); // Sphinx is about to mark them
  if (terms && !location.hash) arriveAtWords(terms.split(" "));
}

/* A formula as one would type it: \text{in} is in, and a command goes. */
function plain(tex) {
  return tex.replace(/\\(text|mathbf|operatorname)\{([^}]*)\}/g, "$2").replace(/\\([a-zA-Z]+)/g, "$1").replace(/[{}\\]/g, "");
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

/* The words may stand in many places: the first section that has them all is the best. */
async function arriveAtWords(terms) {
  await marked();
  if (document.readyState !== "complete") await new Promise((loaded) => addEventListener("load", loaded));
  await window.MathJax?.startup?.promise;
  const sections = [...document.querySelectorAll(".bd-article section")].reverse(); // the inner before the outer
  const has = (section) => terms.every((term) => section.textContent.toLowerCase().includes(term));
  const inner = sections.filter((section) => has(section) && ![...section.querySelectorAll("section")].some(has));
  const place = inner.at(-1) ?? document;
  const marks = [...place.querySelectorAll(".highlighted")];
  const mark = marks.find((one) => one.checkVisibility()) ?? marks[0];
  if (!mark) return;
  const hide = document.querySelector(".highlight-link a"); // its address is a script, which no policy allows
  hide?.addEventListener("click", (click) => {
    click.preventDefault();
    SphinxHighlight.hideSearchWords();
  });
  for (let fold = mark.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  mark.scrollIntoView({ block: "center" });
}
