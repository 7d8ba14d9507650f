// What the archive holds, and questions to begin with, before anything was asked.

import { button, el } from "./dom.js";

export function welcome(view, send) {
  if (!view.size) {
    return el(
      "div",
      { class: "welcome" },
      el("p", { class: "opening" }, "This archive is empty."),
      el("p", { class: "how" }, "Add articles from a terminal, then load this page again:"),
      el("pre", {}, el("code", {}, "onrecord add PATH")),
      el("p", { class: "aside" }, "A file or a folder of text, Markdown, JSON, JSONL, CSV or HTML."),
    );
  }
  const examples = view.examples.map((text, place) =>
    el("li", {}, button(text, () => send.submit({ kind: "example", number: place + 1 }))),
  );
  return el(
    "div",
    { class: "welcome" },
    el("p", { class: "opening" }, "Ask, and read the answer where it was printed."),
    el("p", { class: "promise" }, "Every answer is a quote, word for word, with its article beside it. What the archive does not say is not said."),
    el("dl", { class: "extent" }, ...extent(view)),
    examples.length > 0 && el("h2", {}, "Questions to begin with"),
    examples.length > 0 && el("ul", { class: "examples" }, ...examples),
  );
}

function extent(view) {
  const rows = [["Archive", view.size]];
  if (view.extent) rows.push(["Published", view.extent]);
  if (view.outlets.length) {
    const named = view.outlets.slice(0, 6).join(" · ");
    const more = view.outlets.length - 6;
    rows.push([view.outlets.length === 1 ? "Outlet" : "Outlets", more > 0 ? `${named} and ${more} more` : named]);
  }
  return rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)));
}
