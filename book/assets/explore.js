/* Moves the interactive figures (dlnlp/explore/page.py writes their HTML).
   The frames of a page's first figure are in the page; those of the others are loaded
   when the figure comes near (book/frames.py). A control chooses which one is seen. */

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
  const load = loader(figure, () => {
    for (const template of figure.querySelectorAll("template")) {
      frames.set(template.dataset.frame, { parts: template.content, words: template.dataset.caption });
    }
  });
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
    if (!frames.size) return load(show);
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

/* Calls `ready` when the frames are in the figure: at once, when the figure is no further
   than two screens away, or when somebody moves its controls. What it returns loads them
   now and then does something else. A line that breaks is tried again. */
function loader(figure, ready) {
  const { frames } = figure.dataset;
  if (!frames || figure.querySelector("template")) {
    ready();
    return () => {};
  }
  let loading = null;

  function load(then = () => {}) {
    loading ??= new Promise((loaded) => {
      const script = document.createElement("script");
      script.addEventListener("load", () => loaded(true));
      script.addEventListener("error", () => loaded(false));
      script.src = frames;
      figure.append(script);
    }).then((arrived) => {
      if (arrived) {
        near.disconnect();
        ready();
      } else {
        loading = null;
      }
      return arrived;
    });
    loading.then((arrived) => arrived && then());
  }

  const near = new IntersectionObserver((seen) => seen.at(-1).isIntersecting && load(), { rootMargin: "200%" });
  near.observe(figure);
  return load;
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
