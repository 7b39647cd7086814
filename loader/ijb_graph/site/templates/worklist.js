// Narrowing of a worklist to what one thing demands. Without this script all of it is there.
"use strict";

const filters = document.querySelector(".filters");
if (filters) {
  const buttons = [...filters.querySelectorAll("button")];
  const items = [...document.querySelectorAll(".worklist > li")];
  const more = document.querySelector("details.more");
  const status = filters.querySelector("[role=status]");
  const apply = (demand) => {
    const is = (one) => !demand || one.dataset.demands.split(" ").includes(demand);
    for (const one of buttons) one.ariaPressed = String(one.dataset.demand === demand);
    for (const one of items) {
      one.hidden = !is(one);
      for (const said of one.querySelectorAll("li[data-demands]")) said.hidden = !is(said);
    }
    if (more && demand) more.open = true;
    status.textContent = demand ? `${items.filter(is).length} of ${items.length}` : "";
  };
  filters.hidden = false;
  for (const one of buttons) {
    one.addEventListener("click", () => (apply(one.dataset.demand), keep("demand", one.dataset.demand)));
  }
  const wanted = asked.get("demand") ?? "";
  if (buttons.some((one) => one.dataset.demand === wanted)) apply(wanted);
}
