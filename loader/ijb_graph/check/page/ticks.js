// Ticks and notes: kept in this browser under the address of each finding, and taken out as rows of a CSV file.
(() => {
  const kept = new Map();
  const findings = [...document.querySelectorAll("[data-finding]:not([data-section=accepted])")];
  const controls = [];
  const markOf = (node) => kept.get(node.dataset.finding) || { ticked: false, note: "" };

  const read = (address) => {
    // A browser can be set to keep nothing, and others can have written here.
    try {
      const { ticked, note } = JSON.parse(localStorage.getItem(address)) || {};
      kept.set(address, { ticked: ticked === true, note: typeof note === "string" ? note : "" });
    } catch {
      kept.delete(address);
    }
  };
  const keep = (node, change) => {
    const address = node.dataset.finding;
    const mark = { ...markOf(node), ...change };
    kept.set(address, mark);
    try {
      if (mark.ticked || mark.note) localStorage.setItem(address, JSON.stringify(mark));
      else localStorage.removeItem(address);
    } catch {
      document.body.classList.add("forgets");
    }
  };

  const show = () => {
    for (const node of findings) {
      if (markOf(node).ticked) node.dataset.ticked = "yes";
      else delete node.dataset.ticked;
    }
    for (const control of controls) control();
    for (const form of document.querySelectorAll("[data-take]")) {
      const ticked = findings.filter((node) => node.dataset.paper === form.dataset.take && markOf(node).ticked);
      const noted = ticked.filter((node) => markOf(node).note.trim());
      form.hidden = ticked.length === 0;
      form.querySelector("button").disabled = noted.length === 0;
      const forgets = document.body.classList.contains("forgets") ? " This browser keeps nothing: save before you leave." : "";
      form.querySelector(".ticked").textContent = `${ticked.length} ticked, ${noted.length} with a note.${forgets}`;
    }
  };
  const showTicked = () => {
    show();
    document.dispatchEvent(new Event("ticked"));
  };

  // The box and the note of one finding, or of all findings of an item.
  const addControls = (line, nodes, name) => {
    const box = line.querySelector(".box");
    const tick = Object.assign(document.createElement("input"), { type: "checkbox", className: "tick" });
    tick.setAttribute("aria-label", `Settled: ${name}`);
    box.replaceWith(tick);
    const button = Object.assign(document.createElement("button"), { type: "button", className: "noting" });
    button.textContent = nodes.length > 1 ? "note on all" : "note";
    button.setAttribute("aria-label", `${nodes.length > 1 ? "Note on all" : "Note"}: ${name}`);
    (line.querySelector(".tail") || line).append(button);
    const field = Object.assign(document.createElement("textarea"), { rows: 2, className: "note", hidden: true });
    field.setAttribute("aria-label", `Note: ${name}`);
    line.after(field);
    const common = () => (new Set(nodes.map((node) => markOf(node).note)).size === 1 ? markOf(nodes[0]).note : "");
    let before = "";
    const control = () => {
      const ticked = nodes.filter((node) => markOf(node).ticked).length;
      tick.checked = ticked === nodes.length;
      tick.indeterminate = ticked > 0 && !tick.checked;
      if (document.activeElement !== field) {
        field.value = before = common();
        field.hidden = !(field.value && (nodes.length > 1 || !sameAsItem(nodes[0])));
      }
      button.setAttribute("aria-expanded", String(!field.hidden));
    };
    tick.addEventListener("change", () => {
      // What the filters hide is not ticked unseen.
      for (const node of nodes.filter((one) => !one.hidden)) keep(node, { ticked: tick.checked });
      showTicked();
    });
    field.addEventListener("input", () => {
      // A note on all is that of each which has none of its own.
      const noted = nodes.filter((one) => !one.hidden && [before, ""].includes(markOf(one).note));
      for (const node of noted) keep(node, { note: field.value });
      before = field.value;
      show();
    });
    button.addEventListener("click", () => {
      field.hidden = !field.hidden;
      button.setAttribute("aria-expanded", String(!field.hidden));
      if (!field.hidden) field.focus();
    });
    controls.push(control);
  };
  // A note that all findings of an item share is shown once, above them.
  const sameAsItem = (node) => {
    const nodes = [...(node.closest(".item")?.querySelectorAll("[data-finding]") || [])];
    return nodes.length > 1 && nodes.every((one) => markOf(one).note === markOf(node).note);
  };

  const quoted = (cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  // A cell is what the finding has by the name of the column, or the field of the form; the note is what is left.
  const rows = (form, columns) => findings
    .filter((node) => node.dataset.paper === form.dataset.take && markOf(node).ticked && markOf(node).note.trim())
    .map((node) => columns.map((name) => node.dataset[name]
      ?? (form.elements[name]?.value ?? markOf(node).note).trim().replace(/\s+/g, " ")));
  for (const form of document.querySelectorAll("[data-take]")) {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    form.elements.decided.value = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const columns = form.dataset.columns.split(" ");
      const text = [columns, ...rows(form, columns)].map((row) => `${row.map(quoted).join(",")}\n`).join("");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
      link.download = "accepted-findings.csv";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });
  }

  for (const node of findings) {
    read(node.dataset.finding);
    addControls(node.querySelector(".thing"), [node], `${node.dataset.subject}, ${node.dataset.rule}`);
  }
  for (const item of document.querySelectorAll(".item")) {
    const heading = item.querySelector("h6");
    const of = [...item.querySelectorAll("[data-finding]")];
    const name = heading.querySelector(".subject, .title").textContent;
    if (heading.querySelector(".box")) addControls(heading, of, `all of ${name}`);
  }
  addEventListener("storage", (event) => {
    if (event.key) read(event.key);
    showTicked();
  });
  showTicked();
})();
