// How many outlets reported a story when: bars for all of them, below a row of dots for each. The same numbers stand in
// a table.

import { el } from "./dom.js";
import { drawn, percent } from "./svg.js";

const WIDEST = 0.06; // of the drawing, for one bar
const DOT = [0, 4, 5.5, 6.5, 7.5]; // pixels, by how many reports a dot stands for; with more it grows no more

export function plot(view) {
  const most = Math.max(...view.bins.map((bin) => bin.outlets));
  return el(
    "figure",
    { class: "plot" },
    el("figcaption", {}, el("span", { class: "title" }, view.unit === "years" ? "Outlets reporting" : `Outlets reporting, by ${view.unit}`), el("span", { class: "summary" }, view.summary)),
    el(
      "div",
      { class: "drawing", "aria-hidden": "true" },
      ...line("all", "", bars(view.bins, most)),
      ...view.rows.flatMap((row) => line("one", row.outlet, dots(row, view.bins))),
      ...line("axis", "", axis(view.bins)),
    ),
    el("details", {}, el("summary", {}, "The numbers as a table"), el("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Reports by outlet" }, table(view))),
  );
}

function line(kind, name, drawing) {
  return [el("span", { class: `name ${kind}`, title: name || undefined }, name), el("span", { class: `track ${kind}` }, drawing)];
}

const middle = (place, number) => (place + 0.5) / number;

function bars(bins, most) {
  const width = Math.min(0.7 / bins.length, WIDEST);
  const shapes = bins.flatMap((bin, place) => {
    if (!bin.outlets) return [];
    const height = (0.68 * bin.outlets) / most;
    const x = middle(place, bins.length);
    return [
      drawn("rect", { x: percent(x - width / 2), y: percent(1 - height), width: percent(width), height: percent(height) }, drawn("title", {}, `${bin.label}: ${bin.outlets}`)),
      drawn("text", { x: percent(x), y: percent(1 - height), dy: "-0.3em", "text-anchor": "middle" }, String(bin.outlets)),
    ];
  });
  return drawn("svg", {}, ...shapes);
}

function dots(row, bins) {
  const shapes = row.counts.flatMap((count, place) => {
    if (!count) return [];
    const radius = DOT[count] ?? DOT.at(-1);
    return [drawn("circle", { cx: percent(middle(place, bins.length)), cy: "50%", r: radius }, drawn("title", {}, `${row.outlet}, ${bins[place].label}: ${count}`))];
  });
  return drawn("svg", {}, drawn("line", { x1: "0", x2: "100%", y1: "50%", y2: "50%" }), ...shapes);
}

// The first day, the last, and the one between them.
function axis(bins) {
  const last = bins.length - 1;
  const places = last > 6 ? [0, Math.round(last / 2), last] : last > 0 ? [0, last] : [0];
  const anchors = { 0: last ? "start" : "middle", [last]: last ? "end" : "middle" };
  const labels = places.map((place) => {
    const anchor = anchors[place] ?? "middle";
    const x = anchor === "start" ? 0 : anchor === "end" ? 1 : middle(place, bins.length);
    return drawn("text", { x: percent(x), y: "50%", dy: "0.35em", "text-anchor": anchor }, bins[place].short);
  });
  return drawn("svg", {}, ...labels);
}

function table(view) {
  const kept = view.bins.map((bin, place) => [bin, place]).filter(([bin]) => bin.outlets);
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Published"), el("th", { scope: "col" }, "Outlets"), ...view.rows.map((row) => el("th", { scope: "col" }, row.outlet)))),
    el(
      "tbody",
      {},
      ...kept.map(([bin, place]) =>
        el("tr", {}, el("th", { scope: "row" }, bin.label), el("td", {}, String(bin.outlets)), ...view.rows.map((row) => el("td", {}, row.counts[place] ? String(row.counts[place]) : "–"))),
      ),
    ),
  );
}
