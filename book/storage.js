/* Where a browser lets a site store nothing, the scripts of all pages fail when they ask
   for storage. They get a memory instead, which forgets when the page is left. This
   stands in the head of each page, before any other script (book/publish.py). */
for (const name of ["localStorage", "sessionStorage"]) {
  try {
    window[name].setItem("storage", "there is some");
    window[name].removeItem("storage");
  } catch {
    Object.defineProperty(window, name, { value: memory(), configurable: true });
    document.documentElement.dataset.storage = "none";
  }
}

function memory() {
  const kept = new Map();
  return {
    get length() {
      return kept.size;
    },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(String(key)) ?? null,
    setItem: (key, value) => void kept.set(String(key), String(value)),
    removeItem: (key) => void kept.delete(String(key)),
    clear: () => kept.clear(),
  };
}
