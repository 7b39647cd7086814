// One key decides: each button, box and link says which (data-key). Who needs the keys otherwise switches that off.
"use strict";

const keys = document.querySelector("#keys");
const field = document.querySelector("#value");

if (keys) {
  keys.checked = localStorage.getItem("keys") !== "off";
  keys.addEventListener("change", () => localStorage.setItem("keys", keys.checked ? "on" : "off"));
}

const isField = (one) => one.matches("select, textarea, input:not([type=checkbox], [type=radio])");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.blur) event.target.blur();
  if (!keys || !keys.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (isField(event.target)) return;
  if (event.key === "e") {
    event.preventDefault();
    field.focus();
    if (field.select) field.select();
    return;
  }
  const meant = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (meant) {
    event.preventDefault();
    meant.click();
  }
});
