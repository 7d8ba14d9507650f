// Two revisions of an article in one text: what was taken out is struck through, what was put in is underlined.

import { button } from "./article.js";
import { el } from "./dom.js";

const TAGS = { removed: "del", added: "ins" };

export function changes(view, act) {
  if (view.failed) return [el("div", { class: "missing", role: "alert" }, el("p", {}, view.failed), back(act))];
  return [
    el(
      "header",
      { class: "head" },
      el("p", { class: "overline" }, "What changed"),
      el("h2", {}, view.title),
      el(
        "p",
        { class: "two" },
        choice(view, "before", "Earlier (UTC)", (number) => act.compare(number, view.after)),
        choice(view, "after", "Later (UTC)", (number) => act.compare(view.before, number)),
      ),
      el("p", { class: "meta", role: "status" }, [view.summary, view.note].filter(Boolean).join(" ")),
    ),
    view.fields.length > 0 && el("dl", { class: "fields" }, ...view.fields.map((field) => el("div", {}, el("dt", {}, field.name), el("dd", {}, ...runs(field.runs))))),
    el("div", { class: "compared" }, ...view.blocks.map(block)),
    back(act),
  ];
}

function back(act) {
  return el("p", { class: "acts" }, button("Back to the article", act.redraw));
}

function choice(view, side, words, chosen) {
  const options = view.revisions.map(({ number, since }) =>
    el("option", { value: String(number), selected: number === view[side] }, `${number} · ${since}`),
  );
  const select = el("select", { name: side }, ...options);
  select.addEventListener("change", () => chosen(Number(select.value)));
  return el("label", {}, el("span", {}, words), select);
}

function block({ same, label, runs: given }) {
  if (same < 2) return el("p", {}, ...runs(given));
  return el("details", {}, el("summary", {}, label), el("p", {}, ...runs(given)));
}

function runs(given) {
  return given.map(({ kind, text }) => (TAGS[kind] ? el(TAGS[kind], {}, text) : text));
}
