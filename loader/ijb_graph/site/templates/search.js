// Search over the whole site, narrowing and sorting of a list. Without this script there are the lists.
"use strict";

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const wordsOf = (text) => plain(text).split(/\s+/).filter(Boolean);

// From a disk no server answers.
if (location.protocol === "file:") for (const one of document.querySelectorAll(".ask")) one.hidden = true;

const form = document.querySelector("form.search");
const results = document.getElementById("results");
const root = document.body.dataset.root;
const MOST = 30;
let texts = null;

// What is called just so comes first, then what begins so, then what has all words in its name.
function rank(name, words) {
  if (name === words.join(" ")) return 0;
  if (name.startsWith(words.join(" "))) return 1;
  return words.every((word) => name.includes(word)) ? 2 : 3;
}

function found(words) {
  texts ??= searchIndex.map((row) => [plain(row[0]), plain(row.slice(0, 4).join(" "))]);
  return texts
    .map(([name, text], place) => [words.every((word) => text.includes(word)) ? rank(name, words) : -1, place])
    .filter(([order]) => order >= 0)
    .sort((one, other) => one[0] - other[0] || one[1] - other[1])
    .map(([, place]) => place);
}

function show(text) {
  const words = wordsOf(text);
  results.hidden = words.length === 0;
  results.replaceChildren();
  if (results.hidden) return;
  const places = found(words);
  const told = document.createElement("p");
  told.textContent = places.length > MOST ? `${places.length} found, the first ${MOST}:` : `${places.length} found`;
  const list = document.createElement("ol");
  for (const place of places.slice(0, MOST)) {
    const [name, kind, board, note, path] = searchIndex[place];
    const link = document.createElement("a");
    link.href = root + path;
    link.textContent = name;
    const rest = document.createElement("span");
    rest.className = "from";
    rest.textContent = [kind, board, note].filter(Boolean).join(", ");
    const item = document.createElement("li");
    item.append(link, " ", rest);
    list.append(item);
  }
  results.append(told, list);
}

function keep(name, value) {
  const address = new URL(location);
  if (value) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
  history.replaceState(null, "", address);
}

const asked = new URL(location).searchParams;
if (form && typeof searchIndex !== "undefined") {
  const field = form.querySelector("input");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => (show(field.value), keep("q", field.value)));
  field.value = asked.get("q") ?? "";
  show(field.value);
}

// A column sorts its table: up, then down, then as the page has it.
for (const table of document.querySelectorAll("table.listed")) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const order = new Intl.Collator("en", { numeric: true });
  const NEXT = { none: "ascending", ascending: "descending", descending: "none" };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.ariaSort = "none";
    button.addEventListener("click", () => {
      const wanted = NEXT[head.ariaSort];
      for (const one of heads) one.ariaSort = "none";
      head.ariaSort = wanted;
      const text = (row) => row.cells[column].textContent.trim();
      const empty = (row) => ["", "–"].includes(text(row));
      const sign = wanted === "descending" ? -1 : 1;
      const ordered = (one, other) => (isNaN(one) || isNaN(other) ? order.compare(one, other) : one - other);
      // What has no value comes last, whichever way.
      const compare = (one, other) => empty(one) - empty(other) || sign * ordered(text(one), text(other));
      body.append(...(wanted === "none" ? rows : [...rows].sort(compare)));
    });
  });
}

const narrow = document.querySelector("form.narrow");
if (narrow) {
  const field = narrow.querySelector("input");
  const rows = [...document.querySelectorAll("table.listed tbody tr")].map((row) => [row, plain(row.textContent)]);
  const status = narrow.querySelector("[role=status]");
  const apply = () => {
    const words = wordsOf(field.value);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    status.textContent = words.length ? `${shown} of ${rows.length}` : "";
  };
  narrow.hidden = false;
  narrow.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => (apply(), keep("words", field.value)));
  field.value = asked.get("words") ?? "";
  apply();
}
