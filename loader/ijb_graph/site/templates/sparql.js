// The page to ask with SPARQL: the editor, the examples, the answer as a table, and plain words for what went wrong.
"use strict";

(() => {
  const form = document.getElementById("ask");
  const field = document.getElementById("query");
  const example = document.getElementById("example");
  const save = document.getElementById("save");
  const status = document.getElementById("asked-status");
  const place = document.getElementById("answered");
  const { base, words, prefixes, examples } = sparqlWords;
  const MOST = 1000;
  const SERVER = "Asking needs a server: run ijb serve, and open the page SPARQL at the address that it names.";
  const STOPPED = {
    400: "The query cannot be answered as it stands.",
    422: "The query was stopped: it needs more memory, or its answer is larger, than a query may.",
    503: "The server has too many queries at once. Ask again in a moment.",
    504: "The query was stopped: it took longer than a query may. Ask for less: name a class, a board or a paper, or add LIMIT.",
  };

  let editor = { text: () => field.value, setText: (text) => (field.value = text), focus: () => field.focus() };
  let last = "";

  function tell(text, more, isError) {
    status.className = isError ? "refused" : "";
    status.replaceChildren();
    const first = document.createElement("p");
    first.textContent = text;
    status.append(first);
    if (!more) return;
    const rest = document.createElement("pre");
    rest.textContent = more;
    status.append(rest);
  }

  // A query may use the prefixes of the page without declaring them.
  function whole(text) {
    const plain = text.replace(/#[^\n]*|"[^"\n]*"|<[^>\s]*>/g, " ");
    const missing = Object.keys(prefixes).filter(
      (name) => new RegExp(`(^|[^\\w-])${name}:`, "m").test(plain) && !new RegExp(`PREFIX\\s+${name}:`, "i").test(text),
    );
    return missing.map((name) => `PREFIX ${name}: <${prefixes[name]}>\n`).join("") + text;
  }

  function cell(value) {
    const data = document.createElement("td");
    if (!value) return data;
    const text = value.type === "uri" && value.value.startsWith(base) ? value.value.slice(base.length) : value.value;
    if (value.type !== "uri" || !/^https?:/.test(value.value)) {
      data.textContent = text;
      return data;
    }
    const link = document.createElement("a");
    link.href = value.value.startsWith(`${base}id/`) ? document.body.dataset.root + text : value.value;
    link.textContent = text;
    data.append(link);
    return data;
  }

  function table(found) {
    const shown = document.createElement("table");
    const head = shown.createTHead().insertRow();
    for (const name of found.head.vars) {
      const one = document.createElement("th");
      one.scope = "col";
      one.textContent = name;
      head.append(one);
    }
    const body = shown.createTBody();
    for (const row of found.results.bindings.slice(0, MOST)) body.insertRow().append(...found.head.vars.map((name) => cell(row[name])));
    return shown;
  }

  function show(text, media) {
    place.hidden = false;
    if (!media.includes("sparql-results+json")) {
      const shown = document.createElement("pre");
      shown.textContent = text;
      place.replaceChildren(shown);
      return tell("The answer, as Turtle:");
    }
    const found = JSON.parse(text);
    save.disabled = !found.results;
    if (!found.results) {
      place.hidden = true;
      return tell(found.boolean ? "Yes." : "No.");
    }
    const number = found.results.bindings.length;
    place.replaceChildren(table(found));
    place.hidden = number === 0;
    tell(number === 0 ? "No rows." : number > MOST ? `${number} rows, of which the first ${MOST}:` : `${number} ${number === 1 ? "row" : "rows"}:`);
  }

  async function send(query, accept) {
    if (location.protocol === "file:" && !/^https?:/.test(form.getAttribute("action"))) throw new Error(SERVER);
    const headers = { Accept: accept, "Content-Type": "application/sparql-query" };
    const answer = await fetch(form.action, { method: "POST", body: query, headers }).catch(() => null);
    if (answer === null) throw new Error("The server does not answer.");
    if (answer.status === 404 || answer.status === 405) throw new Error(SERVER);
    if (answer.ok) return answer;
    const told = await answer.text();
    let detail = told;
    try {
      detail = JSON.parse(told).detail;
    } catch {
      // The words of another server are shown as they are.
    }
    throw Object.assign(new Error(STOPPED[answer.status] ?? `The server refused (${answer.status}).`), { detail });
  }

  async function ask() {
    place.hidden = true;
    save.disabled = true;
    tell("Asking ...");
    last = whole(editor.text());
    try {
      const answer = await send(last, "application/sparql-results+json, text/turtle;q=0.9");
      show(await answer.text(), answer.headers.get("Content-Type") ?? "");
    } catch (error) {
      tell(error.message, error.detail, true);
    }
  }

  async function download() {
    try {
      const answer = await send(last, "text/csv");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = "answer.csv";
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      tell(error.message, error.detail, true);
    }
  }

  function begin(name) {
    const chosen = examples.find((one) => one.name === name);
    if (!chosen) return;
    example.value = name;
    editor.setText(chosen.sparql);
    const address = new URL(location);
    address.searchParams.set("question", name);
    history.replaceState(null, "", address);
  }

  if (typeof sparqlEditor !== "undefined") {
    const host = document.getElementById("editor");
    host.hidden = false;
    editor = sparqlEditor(host, "The query", field.value, words, ask);
    field.hidden = true;
    const label = document.querySelector("#editor-label label");
    label.removeAttribute("for");
    label.addEventListener("click", () => editor.focus());
  }
  form.addEventListener("submit", (event) => (event.preventDefault(), ask()));
  save.addEventListener("click", download);
  example.disabled = false;
  example.addEventListener("change", () => begin(example.value));
  begin(new URL(location).searchParams.get("question"));
  if (location.protocol === "file:" && !/^https?:/.test(form.getAttribute("action"))) tell(SERVER);
})();
