// Without this script everything is visible; with it, the findings can be narrowed down. The filters stand in the
// address, after "#", so that what is shown can be linked to, and the browser goes back to what was shown before.
(() => {
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");
  const panel = form.querySelector("details");
  const groups = [...document.querySelectorAll("[data-group]")];
  const tables = [...document.querySelectorAll("[data-of-board]")];
  const findings = [...document.querySelectorAll("[data-finding]")].map((node) => {
    // What is said of several findings at once stands above them.
    const above = [node.closest(".item")?.querySelector("h6"), node.closest(".item")?.querySelector(".shared")];
    const own = node.closest(".alike")?.querySelector(".own");
    const words = [node, ...above, own].map((one) => one?.textContent).join(" ").toLowerCase();
    return { node, words };
  });
  const isMain = (node) => node.dataset.section === "main" || node.dataset.section === "national";
  const counted = (number, what = "finding") => `${number} ${what}${number === 1 ? "" : "s"}`;
  const wordsOf = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));

  const countShown = () => {
    const { words, ...wanted } = chosen();
    const number = (test) => findings.filter(({ node }) => test(node)).length;
    const visible = number((node) => !node.hidden && isMain(node));
    const all = number(isMain);
    const aside = [["appendix", "in the appendices"], ["accepted", "accepted"]]
      .map(([section, name]) => [number((node) => !node.hidden && node.dataset.section === section), name])
      .filter(([some]) => some).map(([some, name]) => `${some} ${name}`);
    const names = Object.keys(wanted).filter((name) => name !== "hide")
      .map((name) => form.elements[name].selectedOptions[0].textContent);
    if (words) names.push(`the words ${wordsOf(words).join(", ")}`);
    if (wanted.hide) names.push("not ticked");
    const main = names.length ? `${visible} of ${counted(all)} shown` : `All ${counted(all)} shown`;
    shown.textContent = [main, ...aside].join(", ") + (names.length ? `: ${names.join("; ")}` : "");
    return names.length > 0;
  };

  const narrow = () => {
    const { words = "", hide, ...wanted } = chosen();
    const parts = wordsOf(words);
    for (const { node, words: text } of findings) {
      const fits = Object.entries(wanted).every(([name, value]) => node.dataset[name] === value);
      node.hidden = !(fits && parts.every((part) => text.includes(part)) && !(hide && node.dataset.ticked));
    }
    const isNarrowed = countShown();
    for (const group of groups) {
      const visible = [...group.querySelectorAll("[data-finding]:not([hidden])")];
      group.hidden = isNarrowed && visible.length === 0;
      for (const count of group.querySelectorAll(":scope > * > [data-count]")) {
        const sections = count.dataset.sections?.split(" ");
        const some = visible.filter((node) => !sections || sections.includes(node.dataset.section));
        const what = count.dataset.count;
        count.textContent = counted(what === "item" ? new Set(some.map((node) => node.closest(".item"))).size : some.length, what);
      }
    }
    const board = wanted.board || wanted.paper?.split(" ")[0];
    for (const table of tables) table.hidden = Boolean(board) && table.dataset.ofBoard !== board;
  };

  // The address holds the filters, then "at", the place on the page; a place alone is what links on the page have.
  const asHash = (at) => {
    const words = new URLSearchParams(chosen());
    if (at) words.set("at", at);
    return `#${words}`;
  };
  let last = "";
  const save = (name) => {
    const hash = asHash("");
    if (hash === (location.hash || "#")) return;
    // To go back once undoes what was typed at once.
    history[name === "words" && last === "words" ? "replaceState" : "pushState"](null, "", hash);
    last = name;
  };
  const fill = (wanted) => {
    for (const field of form.querySelectorAll("[name]")) {
      if (field.type === "checkbox") field.checked = wanted.get(field.name) === field.value;
      else field.value = wanted.get(field.name) || "";
      if (field.selectedIndex === -1) field.value = "";
    }
    narrow();
  };
  const goTo = (name) => {
    const place = document.getElementById(name);
    if (!place) return;
    if (place.closest("[hidden]")) fill(new URLSearchParams());
    for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    place.scrollIntoView();
    place.focus({ preventScroll: true });
  };
  const restore = () => {
    const hash = location.hash.slice(1);
    last = "";
    if (hash && !hash.includes("=")) {
      goTo(hash);
      // What is shown stays narrowed where a link on the page is followed, and so the address says it.
      if (asHash("") !== "#") history.replaceState(null, "", asHash(hash));
      return;
    }
    const wanted = new URLSearchParams(hash);
    fill(wanted);
    if (wanted.get("at")) goTo(wanted.get("at"));
  };

  form.hidden = false;
  const bar = () => document.documentElement.style.setProperty("--bar", `${form.offsetHeight}px`);
  if (window.ResizeObserver) new ResizeObserver(bar).observe(form);
  if (matchMedia("(max-width: 48rem)").matches) panel.open = false;
  form.addEventListener("input", (event) => {
    narrow();
    save(event.target.name);
  });
  form.addEventListener("reset", () => setTimeout(() => {
    narrow();
    save("");
  }));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("ticked", narrow);
  addEventListener("hashchange", restore);
  document.getElementById("print").addEventListener("click", () => print());
  narrow();
  bar();
  restore();
})();
