/* Moves the interactive figures (dlnlp/explore/page.py writes their HTML).
   Every frame is already in the page; a control only chooses which one is seen. */

const SECONDS = 0.7; // a frame is looked at while a figure plays
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const ICONS = {
  play: "M7 4v16l13-8z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  step: "M5 4v16l11-8zM17 4h3v16h-3z",
};

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

  function show() {
    for (const slider of controls.querySelectorAll("input[type=range]")) {
      const text = slider.dataset.texts.split("|")[slider.value];
      slider.setAttribute("aria-valuetext", text);
      slider.nextElementSibling.textContent = text;
    }
    const { parts, words } = frames.get(positions().join("-")) ?? first;
    frame.replaceChildren(parts.cloneNode(true));
    frame.setAttribute("aria-label", words);
    caption.textContent = words;
  }

  const button = controls.querySelector(".explore-play");
  if (button) player(figure, controls, button, show);
  controls.addEventListener("input", show); // after it has stopped: the caption is spoken
  controls.hidden = false;
}

/* The button runs its slider from where it stands, or from the first step if that is the
   last, and stops there. It also stops when it is pressed again, when the reader moves a
   control and when nobody looks. Whoever prefers reduced motion gets one step a press. */
function player(figure, controls, button, show) {
  const slider = button.parentElement.querySelector("input");
  const caption = figure.querySelector("figcaption");
  let clock = null;

  function label() {
    const does = clock ? "pause" : STILL.matches ? "step" : "play";
    button.setAttribute("aria-label", button.dataset[does]);
    button.querySelector("path").setAttribute("d", ICONS[does]);
    // Captions aren't spoken while they follow one another; the last one is.
    caption.setAttribute("aria-live", clock ? "off" : "polite");
  }

  function stop() {
    clearInterval(clock);
    clock = null;
    label();
  }

  function step() {
    const next = slider.value === slider.max ? 0 : Number(slider.value) + 1;
    if (next === Number(slider.max)) stop();
    slider.value = next;
    show();
  }

  button.addEventListener("click", () => {
    if (clock) return stop();
    if (!STILL.matches) clock = setInterval(step, SECONDS * 1000);
    label();
    step();
  });
  controls.addEventListener("input", stop);
  STILL.addEventListener("change", stop);
  document.addEventListener("visibilitychange", () => document.hidden && stop());
  const far = { rootMargin: "50%" }; // half a screen away
  new IntersectionObserver((seen) => seen.at(-1).isIntersecting || stop(), far).observe(figure);
  label();
}
