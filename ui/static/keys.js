// The keyboard: `/` to the question, arrows from quote to quote, `?` for the list of keys. Never while something is
// typed, nor in a panel, which has keys of its own.

import { el } from "./dom.js";
import { kept } from "./kept.js";
import { show } from "./views.js";

const KEYS = [
  [["/"], "Go to the question"],
  [["Enter"], "Ask it; with Shift, begin another line"],
  [["→", "←"], "The next quote, the one before; with Enter, open it in its article"],
  [["Esc"], "Close what is open beside the page"],
  [["?"], "These keys"],
];
const IN_THE_ARTICLE = [[["→", "←"], "The next quote of the answer, the one before"]];
const TYPED = "input, textarea, select, [contenteditable], dialog";
const PANELS = "#source, #shelf, #settings";
const QUOTES = { ask: ".turn .quote .reference", story: "#story .headline" };

let dialog;

// Shows the keys. The element that had the focus gets it back from the browser.
export function describe() {
  dialog ??= made();
  if (!dialog.open) dialog.showModal();
}

function made() {
  const close = el("button", { type: "button", class: "close" }, "Close");
  const node = el(
    "dialog",
    { id: "keys", "aria-labelledby": "keys-title" },
    el("div", { class: "keys-bar" }, el("h2", { id: "keys-title" }, "Keys"), close),
    list(KEYS),
    el("h3", {}, "In an open article"),
    list(IN_THE_ARTICLE),
    el("p", {}, "Single keys can be switched off in the settings."),
  );
  close.addEventListener("click", () => node.close());
  node.addEventListener("click", (event) => event.target === node && node.close()); // beside it
  node.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation()); // the panel stays
  document.body.append(node);
  return node;
}

function list(keys) {
  const rows = keys.map(([names, does]) => el("div", {}, el("dt", {}, ...names.map((name) => el("kbd", {}, name))), el("dd", {}, does)));
  return el("dl", {}, ...rows);
}

// The next quote, from the one that has the focus; else the first or the last of the last answer.
function walk(step) {
  const all = [...document.querySelectorAll(QUOTES[document.documentElement.dataset.view] ?? "none")];
  const here = all.indexOf(document.activeElement.closest(".quote")?.querySelector(".reference") ?? document.activeElement);
  const last = all.at(-1)?.closest(".turn");
  const start = last ? all.findIndex((one) => last.contains(one)) : 0;
  const next = here >= 0 ? all[here + step] : step > 0 ? all[start] : all.at(-1);
  if (!next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center", behavior: "instant" });
}

const ACTS = {
  "/": () => {
    show("ask");
    document.querySelector("#question textarea")?.focus();
  },
  "?": describe,
  ArrowRight: () => walk(1),
  ArrowLeft: () => walk(-1),
};

document.addEventListener("keydown", (event) => {
  const act = ACTS[event.key];
  const arrow = event.key.startsWith("Arrow");
  if (!act || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.(TYPED) || (event.target.closest?.(PANELS) && arrow)) return;
  if (!arrow && kept().keys === "off") return;
  if (arrow && event.shiftKey) return; // a selection is made longer
  event.preventDefault();
  act();
});
