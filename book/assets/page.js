/* What the theme leaves out for readers with a keyboard, a screen reader or a phone. */

const words = {
  en: {
    contents: "Show the list of chapters",
    outline: "Show the contents of this page",
    theme: "Light, dark or as the system says",
    book: "The book",
    chapters: "List of chapters",
    page: "Contents of this page",
    search: "Search",
    neighbours: "Previous and next page",
    copy: "Copy this code",
    copied: "Copied",
    failed: "The browser did not allow copying",
    light: "Light colours",
    dark: "Dark colours",
    auto: "Colours as the system says",
  },
  ko: {
    contents: "차례 열기",
    outline: "이 쪽의 차례 열기",
    theme: "밝게, 어둡게, 또는 시스템 설정대로",
    book: "이 책",
    chapters: "차례",
    page: "이 쪽의 차례",
    search: "검색",
    neighbours: "이전 쪽과 다음 쪽",
    copy: "이 코드 복사",
    copied: "복사했다",
    failed: "브라우저가 복사를 허락하지 않았다",
    light: "밝은 화면",
    dark: "어두운 화면",
    auto: "시스템 설정에 따른 화면",
  },
};
const say = words[document.documentElement.lang] ?? words.en;

function set(selector, attribute, value) {
  for (const element of document.querySelectorAll(selector)) element.setAttribute(attribute, value);
}

function name(selector, label) {
  set(selector, "aria-label", label);
}

/* Names and roles */

name(".primary-toggle", say.contents);
name(".secondary-toggle", say.outline);
name(".theme-switch-button", say.theme);
name("#pst-primary-sidebar", say.book);
name("#pst-primary-sidebar-modal", say.chapters);
name("#pst-secondary-sidebar-modal", say.page);
name("#pst-search-dialog", say.search);
name(".bd-sidebar-secondary", say.page); // where it scrolls, Firefox stops at it
name(".prev-next-area", say.neighbours);

set("#pst-primary-sidebar, .bd-sidebar-secondary", "role", "region");
set(".prev-next-area", "role", "navigation");
set("[role=doc-biblioentry]", "role", "listitem");
set(".primary-toggle, .secondary-toggle, .search-button__button", "aria-haspopup", "dialog");
set("thead th", "scope", "col");
set("tbody th", "scope", "row");

// All say "Toggle hidden content", whatever they show: "Show the code", "Show a solution".
for (const summary of document.querySelectorAll("details > summary")) summary.removeAttribute("aria-label");

// Those in the list of chapters show an arrow alone. Each opens what lies below a chapter.
for (const arrow of document.querySelectorAll(".toctree-toggle")) {
  const chapter = arrow.closest("li").querySelector("a").textContent.trim();
  arrow.closest("summary").setAttribute("aria-label", chapter);
}

// The copy buttons come with this event; the listener that makes them was there before.
document.addEventListener("DOMContentLoaded", () => name(".copybtn", say.copy));

/* Focus */

// The skip link leads to the text itself, past the buttons above it.
const text = document.querySelector(".bd-article, .bd-search-container");
text.id ||= "text";
text.tabIndex = -1;
set("#pst-skip-link a", "href", `#${text.id}`);

// The theme takes the focus from a pressed button, and with it the reader's place.
for (const button of document.querySelectorAll("button")) button.blur = () => {};

// A drawer closes when one follows a link to a place on this page, and the focus goes there.
for (const drawer of document.querySelectorAll("dialog")) {
  drawer.addEventListener("click", ({ target }) => {
    const id = target.closest("a[href^='#']")?.hash.slice(1);
    if (!id) return;
    drawer.addEventListener("close", () => arriveAt(document.getElementById(decodeURIComponent(id))), { once: true });
    drawer.close();
  });
}

// In Firefox, Tab leads out of a dialog to the page below it, where Escape would do nothing.
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") document.querySelector("dialog:modal")?.close();
});

function arriveAt(place) {
  place.tabIndex = -1;
  place.focus();
  place.scrollIntoView();
}

// Tab reaches what scrolls sideways, also when it was folded, or narrower, at first.
const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
});

addEventListener("load", async () => {
  document.documentElement.classList.toggle("no-formulas", !window.MathJax?.startup); // it didn't come: TeX is all there is
  await window.MathJax?.startup?.promise;
  const wide = "main pre, .explore-frame, .pst-scrollable-table-container, mjx-container[display]";
  for (const element of document.querySelectorAll(wide)) scrolling.observe(element);
});

/* The other language opens where the reader is: editions share the ids of their headings,
   and a search is asked again. */

for (const link of document.querySelectorAll(".language-switch")) {
  link.addEventListener("click", () => {
    const passed = [...document.querySelectorAll(".bd-article section[id]")].filter(
      (section) => section.getBoundingClientRect().top < innerHeight / 4,
    );
    link.search = location.search;
    link.hash = scrollY > innerHeight / 2 ? (passed.at(-1)?.id ?? "") : location.hash;
  });
}

/* What a button has done is said aloud. */

const voice = document.createElement("div");
voice.setAttribute("role", "status");
voice.className = "visually-hidden";
document.body.append(voice);

document.addEventListener("click", (event) => {
  const button = event.composedPath().find((element) => element.localName === "button");
  if (button?.matches(".theme-switch-button")) voice.textContent = say[document.documentElement.dataset.mode];
  if (button?.matches(".copybtn")) voice.textContent = button.matches(".success") ? say.copied : say.failed;
});

/* A host has one page for all addresses that don't exist. Below ko/ it speaks Korean. */

if (DOCUMENTATION_OPTIONS.pagename === "404" && document.documentElement.lang === "en") {
  const korean = new URL(`${document.documentElement.dataset.content_root}ko/404.html`, location);
  if (location.pathname.startsWith(korean.pathname.replace("404.html", ""))) location.replace(korean);
}

/* A browser starts no Python from a file: say what it takes. */

if (location.protocol === "file:") {
  for (const link of document.querySelectorAll(".launch-live")) {
    const note = document.createElement("span");
    note.textContent = link.dataset.fromFile;
    link.replaceWith(note);
  }
}
