/* Moves the interactive figures (dlnlp/explore/page.py writes their HTML).
   Every frame is already in the page; a control only chooses which one is seen. */

for (const figure of document.querySelectorAll("figure.explore")) {
  const controls = figure.querySelector(".explore-controls");
  if (controls) bring(figure, controls);
}

function bring(figure, controls) {
  const frame = figure.querySelector(".explore-frame");
  const caption = figure.querySelector("figcaption");
  const frames = new Map();
  for (const template of figure.querySelectorAll("template")) {
    frames.set(template.dataset.frame, { parts: template.content, words: template.dataset.caption });
  }
  const parts = document.createDocumentFragment();
  parts.append(...[...frame.childNodes].map((node) => node.cloneNode(true)));
  const first = { parts, words: caption.textContent };

  function positions() {
    return [...controls.querySelectorAll(".explore-control")].map(
      (control) => control.querySelector("input[type=range], input:checked, select").value,
    );
  }

  controls.addEventListener("input", () => {
    for (const slider of controls.querySelectorAll("input[type=range]")) {
      const text = slider.dataset.texts.split("|")[slider.value];
      slider.setAttribute("aria-valuetext", text);
      slider.nextElementSibling.textContent = text;
    }
    const { parts, words } = frames.get(positions().join("-")) ?? first;
    frame.replaceChildren(parts.cloneNode(true));
    frame.setAttribute("aria-label", words);
    caption.textContent = words;
  });
  controls.hidden = false;
}
