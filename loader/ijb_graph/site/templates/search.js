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

// Terms of the vocabulary come after all else; what is called just so comes first, then what begins so, then what has all words in its name.
function rank(name, words) {
  if (name === words.join(" ")) return 0;
  if (name.startsWith(words.join(" "))) return 1;
  return words.every((word) => name.includes(word)) ? 2 : 3;
}

function found(words) {
  texts ??= [searchIndex.rows, searchIndex.terms].flatMap((rows, group) =>
    rows.map((row) => [4 * group, row, plain(row[0]), plain([...row.slice(0, 4), row[5]].join(" "))]),
  );
  return texts
    .filter(([, , , text]) => words.every((word) => text.includes(word)))
    .map(([group, row, name], place) => [group + rank(name, words), place, row])
    .sort((one, other) => one[0] - other[0] || one[1] - other[1])
    .map(([, , row]) => row);
}

function show(text) {
  const words = wordsOf(text);
  results.hidden = words.length === 0;
  results.replaceChildren();
  if (results.hidden) return;
  const rows = found(words);
  const told = document.createElement("p");
  told.textContent = rows.length > MOST ? `${rows.length} found, the first ${MOST}:` : `${rows.length} found`;
  const list = document.createElement("ol");
  for (const [name, kind, board, note, path] of rows.slice(0, MOST)) {
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
  const WORDS = { none: "ascending", ascending: "descending", descending: "none" };
  // Of numbers the greatest are asked for first.
  const NUMBERS = { none: "descending", descending: "ascending", ascending: "none" };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.ariaSort = "none";
    button.addEventListener("click", () => {
      const wanted = (head.classList.contains("n") ? NUMBERS : WORDS)[head.ariaSort];
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

// A list shows the rows that have all the words and, of each column with few values, the one that is chosen.
const narrow = document.querySelector("form.narrow");
if (narrow) {
  const field = narrow.querySelector("input");
  const status = narrow.querySelector("[role=status]");
  const table = document.querySelector("table.listed");
  const choices = [...table.tHead.rows[0].cells]
    .filter((head) => "choice" in head.dataset)
    .map((head) => ({ column: head.cellIndex, heading: head.textContent.trim().replace(/\s+/g, " ") }));
  const valuesOf = (cell) => {
    const several = [...cell.querySelectorAll("span")].map((one) => one.textContent);
    return (several.length ? several : cell.textContent.split("; ")).map((one) => one.trim()).filter(Boolean);
  };
  const rows = [...table.tBodies[0].rows].map((row) => ({
    row,
    text: plain(row.textContent),
    values: choices.map(({ column }) => valuesOf(row.cells[column])),
  }));
  for (const [place, choice] of choices.entries()) {
    const select = document.createElement("select");
    const label = document.createElement("label");
    const order = new Intl.Collator("en", { numeric: true });
    const different = [...new Set(rows.flatMap(({ values }) => values[place]))].sort(order.compare);
    select.append(new Option("any", ""), ...different.map((value) => new Option(value, value)));
    select.value = asked.get(choice.heading) ?? "";
    if (select.selectedIndex < 0) select.value = "";
    select.addEventListener("input", () => (apply(), keep(choice.heading, select.value)));
    label.append(choice.heading, " ", select);
    status.before(label);
    choice.select = select;
  }
  const apply = () => {
    const words = wordsOf(field.value);
    const has = ({ values }, place) => !choices[place].select.value || values[place].includes(choices[place].select.value);
    const places = [...choices.keys()];
    const worded = rows.filter(({ text }) => words.every((word) => text.includes(word)));
    const shown = new Set(worded.filter((row) => places.every((place) => has(row, place))));
    for (const one of rows) one.row.hidden = !shown.has(one);
    // Beside each value how many rows it would show, with all else as it is chosen.
    for (const place of places) {
      const counts = new Map();
      const others = worded.filter((row) => places.every((other) => other === place || has(row, other)));
      for (const { values } of others) for (const one of values[place]) counts.set(one, (counts.get(one) ?? 0) + 1);
      for (const option of choices[place].select.options) {
        const number = option.value ? (counts.get(option.value) ?? 0) : others.length;
        option.textContent = `${option.value || "any"} (${number})`;
      }
    }
    status.textContent = shown.size < rows.length ? `${shown.size} of ${rows.length}` : "";
  };
  narrow.hidden = false;
  narrow.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => (apply(), keep("words", field.value)));
  field.value = asked.get("words") ?? "";
  apply();
}
