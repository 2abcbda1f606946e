/* A reader's copy of a live notebook lies in her browser, from the first cell that she
   runs, and JupyterLite opens it ever after. So before a notebook opens, whatever she
   did not touch in her copy becomes that of the edition which the site has now.

   A notebook says in its metadata which edition it is, and each cell the digest of the
   text that it came with (book/live_notebook.py). A cell with another text is hers. */

const STORES = ["files", "checkpoints"]; // JupyterLite's, by the notebook's path

/* Bring the copy of a notebook up to date. Without a copy there is nothing to do. */
export async function update(path) {
  const fresh = { cache: "no-cache" }; // what the browser has kept may be of an earlier edition
  const [answer] = await Promise.all([fetch(below(`files/${path}`), fresh), fetch(below("jupyter-lite.json"), fresh)]);
  if (!answer.ok) return;
  const book = await answer.json();
  const storage = await open();
  const copy = storage && (await get(storage, path));
  const edition = copy?.content?.metadata?.edition;
  if (edition && edition !== book.metadata.edition) {
    const cells = await merged(copy.content.cells, book.cells);
    if (cells) await put(storage, path, { ...copy, content: { ...copy.content, metadata: book.metadata, cells } });
    else await drop(storage, path);
  }
  storage?.close();
}

/* Start over: the next time, the notebook is the book's. */
export async function forget(path) {
  const storage = await open();
  if (storage) await drop(storage, path);
  storage?.close();
}

/* The book's cells, with hers in their places; null if none is hers. One that she changed
   takes the place of the book's with which it began. If that is no more, or the cell is
   all her own, it stands before the next of her cells that has a place. */
export async function merged(mine, book) {
  const places = new Map();
  for (const [at, cell] of book.entries()) {
    const { edition } = cell.metadata;
    places.set(edition, [...(places.get(edition) ?? []), at]);
  }
  const hers = [];
  for (const cell of mine) {
    const { edition } = cell.metadata;
    hers.push({ cell, at: places.get(edition)?.shift(), touched: edition !== (await digest(cell.source)) });
  }
  if (!hers.some((one) => one.touched)) return null;
  const groups = [...book.map((cell) => [cell]), []];
  let next = book.length;
  for (const { cell, at, touched } of hers.reverse()) {
    next = at ?? next;
    if (!touched) continue;
    if (at === undefined) groups[next].unshift({ ...cell, id: crypto.randomUUID() });
    else groups[at].splice(-1, 1, { ...cell, id: book[at].id });
  }
  return groups.flat();
}

/* Of a cell's text, as book/live_notebook.py has it. */
export async function digest(source) {
  const text = new TextEncoder().encode([source].flat().join(""));
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
  return [...bytes.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* An address below live/, where this script is. */
function below(address) {
  return new URL(address, import.meta.url);
}

/* JupyterLite's database; null if there is none yet. */
function open() {
  return new Promise((done, fail) => {
    const request = indexedDB.open(`JupyterLite Storage - ${below(".").pathname}`);
    request.onupgradeneeded = () => request.transaction.abort(); // else an empty one is made
    request.onsuccess = () => done(request.result.objectStoreNames.contains("files") ? request.result : null);
    request.onerror = () => (request.error.name === "AbortError" ? done(null) : fail(request.error));
  });
}

function settled(request) {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

function get(storage, path) {
  return settled(storage.transaction("files").objectStore("files").get(path));
}

function put(storage, path, copy) {
  return settled(storage.transaction("files", "readwrite").objectStore("files").put(copy, path));
}

async function drop(storage, path) {
  for (const store of STORES) {
    if (!storage.objectStoreNames.contains(store)) continue;
    await settled(storage.transaction(store, "readwrite").objectStore(store).delete(path));
  }
}
