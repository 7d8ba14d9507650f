// What the archive holds, drawn from numbers: for each outlet a row of bars over the weeks, and a table of the same.

import { el } from "./dom.js";
import { drawn, percent } from "./svg.js";

const UNITS = { week: "week", month: "month", year: "year" };
const WIDEST = 0.04; // of the drawing, for one bar

// `choose` is called with what a bar stands for: the first and last day of its period, and an outlet.
export function holdings(view, choose) {
  if (!view.periods.length) return el("figure", { class: "holdings" }, view.note && el("p", { class: "note" }, view.note));
  const tallest = Math.max(1, ...view.rows.flatMap((row) => row.counts));
  const unit = UNITS[view.step];
  const caption = `Articles by outlet and ${unit}`;
  return el(
    "figure",
    { class: "holdings" },
    el("figcaption", {}, el("span", { class: "name" }, caption), el("span", {}, `The tallest bar: ${many(tallest)} in a ${unit}`)),
    el("div", { class: "plot", "aria-hidden": "true" }, ...view.rows.map((row) => rowNode(view, row, tallest, choose)), axis(view)),
    view.note && el("p", { class: "note" }, view.note),
    table(view, caption),
  );
}

function rowNode(view, row, tallest, choose) {
  const number = row.counts.length;
  const width = Math.min(0.7 / number, WIDEST);
  const bars = row.counts.flatMap((count, place) => {
    if (!count) return [];
    const period = view.periods[place];
    const height = Math.max(0.06, (0.86 * count) / tallest);
    const bar = drawn(
      "g",
      {},
      drawn("title", {}, `${row.name}, ${period.label}: ${many(count)}`),
      drawn("rect", { class: "area", x: percent(place / number), y: "0", width: percent(1 / number), height: "100%" }),
      drawn("rect", {
        class: "bar",
        x: percent((place + 0.5) / number - width / 2),
        y: percent(1 - height),
        width: percent(width),
        height: percent(height),
      }),
    );
    bar.addEventListener("click", () => choose({ after: period.first, before: period.last, outlet: row.outlet }));
    return [bar];
  });
  return el(
    "div",
    { class: "row" },
    el("span", { class: "outlet", title: row.name }, row.name),
    drawn("svg", {}, ...bars),
    el("span", { class: "total" }, row.total.toLocaleString("en")),
  );
}

function axis(view) {
  const labels = view.ticks.map(({ place, label }) => drawn("text", { x: percent(place / view.periods.length), y: "50%", dy: "0.35em" }, label));
  return el("div", { class: "row axis" }, el("span", { class: "outlet" }), drawn("svg", {}, ...labels), el("span", { class: "total" }));
}

// The table is made when it is asked for: of ten years by month it has more than a thousand cells.
function table(view, caption) {
  const node = el("details", { class: "table" }, el("summary", {}, "The numbers as a table"));
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
