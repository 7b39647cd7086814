// Without this script everything is visible; with it, the findings can be narrowed down.
(() => {
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const groups = [...document.querySelectorAll("[data-group]")];
  const tables = [...document.querySelectorAll("[data-of-board]")];
  const findings = [...document.querySelectorAll("[data-finding]")].map((node) => {
    // What is said of several findings at once stands above them, as does what their rule demands.
    const above = [node.closest("[data-group]").querySelector(":scope > .do"), node.closest(".rule").querySelector("h5")];
    const words = [node, ...above].map((one) => one?.textContent).join(" ").toLowerCase();
    return { node, words };
  });
  const counted = (number) => `${number} ${number === 1 ? "finding" : "findings"}`;

  const narrow = () => {
    const { words, ...wanted } = Object.fromEntries(new FormData(form));
    const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
    let number = 0;
    for (const { node, words: text } of findings) {
      const fits = Object.entries(wanted).every(([name, value]) => !value || node.dataset[name] === value);
      node.hidden = !(fits && parts.every((part) => text.includes(part)));
      number += !node.hidden;
    }
    const narrowed = parts.length > 0 || Object.values(wanted).some(Boolean);
    for (const group of groups) {
      const visible = group.querySelectorAll("[data-finding]:not([hidden])").length;
      group.hidden = narrowed && visible === 0;
      const count = group.querySelector(":scope > * > [data-count]");
      if (count) count.textContent = counted(visible);
    }
    for (const table of tables) {
      table.hidden = Boolean(wanted.board || wanted.paper) && table.dataset.ofBoard !== (wanted.board || wanted.paper.split(" ")[0]);
    }
    const chosen = [...form.querySelectorAll("select")].filter((one) => one.value).map((one) => one.selectedOptions[0].textContent);
    if (parts.length) chosen.push(`the words ${parts.join(", ")}`);
    shown.textContent = narrowed ? `${number} of ${counted(findings.length)} shown: ${chosen.join("; ")}` : `All ${counted(number)} shown`;
  };

  form.hidden = false;
  form.addEventListener("input", narrow);
  form.addEventListener("reset", () => setTimeout(narrow));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("print").addEventListener("click", () => print());
  narrow();
})();
