// A turn without an answer: why, what would help, and what came nearest.

import { alsoNode } from "./also.js";
import { button, el } from "./dom.js";

export function abstention(view, act) {
  const list = [["reason", [view.heading, view.reason], ([heading, reason]) => reasonNode(heading, reason)]];
  if (view.help?.length) list.push(["help", view.help, (all) => helpNode(all, act)]);
  if (view.nearest.length) list.push(["nearest", view.nearest, (all) => nearestNode(all, act)]);
  return list;
}

function reasonNode(heading, reason) {
  return el(
    "div",
    { class: "abstention" },
    el("p", { class: "none" }, heading),
    reason && el("p", { class: "reason" }, reason),
  );
}

function helpNode(all, act) {
  const items = all.map(({ text, buttons }) =>
    el("li", {}, el("p", {}, text), el("p", { class: "buttons" }, ...buttons.map((one) => helping(one, act)).filter(Boolean))),
  );
  return el("section", { class: "help" }, el("h3", {}, "What would help"), el("ul", {}, ...items));
}

function helping({ says, kind, ...more }, act) {
  if (kind === "edit") return button(says, act.edit);
  if (kind === "add") return adding(says);
  return button(says, () => act.ask(kind, more));
}

// Leads to where articles are added, if they may be.
function adding(says) {
  const toggle = document.querySelector("#archive .add-toggle");
  if (!toggle || toggle.hidden) return null;
  return button(says, () => {
    window.onrecord.show("archive");
    if (toggle.getAttribute("aria-expanded") !== "true") toggle.click();
  });
}

function nearestNode(all, act) {
  const items = all.map((one) =>
    el(
      "li",
      {},
      el("p", { class: "passage" }, one.text),
      el(
        "p",
        { class: "where" },
        el("span", { class: "byline" }, one.byline),
        button(one.title, act.open("nearest", one.number), { class: "headline" }),
        alsoNode(one.also),
      ),
    ),
  );
  return el("section", { class: "nearest" }, el("h3", {}, "Nearest passages, which do not answer"), el("ul", {}, ...items));
}
