/* Names and roles for what the theme leaves without, so that the book can be used with a screen reader. */

function set(selector, attribute, value) {
  for (const element of document.querySelectorAll(selector)) element.setAttribute(attribute, value);
}

function name(selector, label) {
  set(selector, "aria-label", label);
}

name(".primary-toggle", "Show or hide the list of chapters");
name(".secondary-toggle", "Show or hide the contents of this page");
name(".theme-switch-button", "Light, dark or as the system says");

set("#pst-primary-sidebar", "role", "region");
name("#pst-primary-sidebar", "The book");
set("[role=doc-biblioentry]", "role", "listitem");
