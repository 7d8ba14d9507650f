// What the archive holds, drawn from numbers: for each outlet a row of bars over the weeks, and a table of the same.

import { el } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 24; // of the tallest bar, in the drawing's own units
const STEPS = { week: "each week", month: "each month", year: "each year" };

// `choose` is called with what a bar stands for: the first and last day of its period, and an outlet.
export function holdings(view, choose) {
  if (!view.periods.length) return el("figure", { class: "holdings" }, view.note && el("p", { class: "note" }, view.note));
  const tallest = Math.max(1, ...view.rows.flatMap((row) => row.counts));
  const caption = `Articles ${STEPS[view.step]}, by outlet`;
  return el(
    "figure",
    { class: "holdings" },
    el("figcaption", {}, el("span", { class: "name" }, caption), ` The tallest bar stands for ${many(tallest)}.`),
    el("div", { class: "plot", "aria-hidden": "true" }, ...view.rows.map((row) => rowNode(view, row, tallest, choose)), axis(view)),
    view.note && el("p", { class: "note" }, view.note),
    table(view, caption),
  );
}

function rowNode(view, row, tallest, choose) {
  const bars = draw("svg", { viewBox: `0 0 ${row.counts.length} ${HEIGHT}`, preserveAspectRatio: "none" });
  row.counts.forEach((count, place) => {
    if (!count) return;
    const tall = Math.max(1.5, (count / tallest) * HEIGHT);
    const period = view.periods[place];
    const bar = draw("g", {});
    bar.append(
      draw("title", {}, `${row.name}, ${period.label}: ${many(count)}`),
      draw("rect", { class: "area", x: place, y: 0, width: 1, height: HEIGHT }),
      draw("rect", { class: "bar", x: place + 0.12, y: HEIGHT - tall, width: 0.76, height: tall }),
    );
    bar.addEventListener("click", () => choose({ after: period.first, before: period.last, outlet: row.outlet }));
    bars.append(bar);
  });
  return el(
    "div",
    { class: "row" },
    el("span", { class: "outlet" }, row.name),
    bars,
    el("span", { class: "total" }, row.total.toLocaleString("en")),
  );
}

function axis(view) {
  const ticks = view.ticks.map(({ place, label }) => {
    const tick = el("span", {}, label);
    tick.style.left = `${(100 * place) / view.periods.length}%`;
    return tick;
  });
  return el("div", { class: "row axis" }, el("span", { class: "outlet" }), el("div", { class: "ticks" }, ...ticks), el("span", { class: "total" }));
}

// The table is made when it is asked for: of ten years by month it has more than a thousand cells.
function table(view, caption) {
  const node = el("details", { class: "table" }, el("summary", {}, "The same as a table"));
  node.addEventListener("toggle", () => {
    if (!node.open || node.querySelector("table")) return;
    const head = el("tr", {}, el("th", { scope: "col" }, "Published"), ...view.rows.map((row) => el("th", { scope: "col" }, row.name)));
    const lines = view.periods.map((period, place) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, period.label),
        ...view.rows.map((row) => el("td", {}, row.counts[place] ? row.counts[place].toLocaleString("en") : "–")),
      ),
    );
    const totals = el("tr", {}, el("th", { scope: "row" }, "In all"), ...view.rows.map((row) => el("td", {}, row.total.toLocaleString("en"))));
    node.append(
      el(
        "div",
        { class: "scrolled", tabindex: "0", role: "region", "aria-label": caption },
        el("table", {}, el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, ...lines), el("tfoot", {}, totals)),
      ),
    );
  });
  return node;
}

function many(count) {
  return count === 1 ? "1 article" : `${count.toLocaleString("en")} articles`;
}

function draw(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (text) made.textContent = text;
  return made;
}
