// The story of a subject: which outlet reported when, what each of them says to one question, and day by day what was
// printed. Each view the server sends holds the whole story as far as it is gathered.

import { el, patch, pieceNodes } from "./dom.js";
import { plot } from "./plot.js";

const WORDS = 300; // characters that can be asked for

export function story(element, send, props, watch) {
  const body = element.querySelector(".story-body");
  const form = element.querySelector("form");
  const field = form.querySelector("input");
  field.maxLength = WORDS;

  const here = () => document.documentElement.dataset.view === "story";
  let newest = 0;
  const show = () => {
    const view = props.value;
    if (!view || view.serial < newest) return; // an event that was overtaken ends with its own last view
    newest = view.serial;
    body.setAttribute("aria-busy", String(view.kind === "story" && view.stage !== "told"));
    patch(body, parts(view, () => send.submit({ act: "back" })));
    if (view.sides) compared(body.querySelector(".sides"), view);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) send.submit({ act: "follow", subject: field.value });
    else field.focus();
  });
  document.addEventListener("onrecord:view", (event) => {
    if (event.detail === "story") send.submit({ act: "current" });
    else send.select({}); // what is being gathered is not needed any more
  });
  document.addEventListener("onrecord:asked", () => here() && send.submit({ act: "current" }));
  watch("value", show);
  show();
  if (here()) send.submit({ act: "current" });
}

function parts(view, back) {
  const list = [];
  const add = (key, data, build) => list.push([key, data, build]);
  const last = view.kind === "empty" ? view.heading : "";
  add("head", [view.subject, view.own, view.extent, view.question, last, view.message], () => head(view, back));
  if (view.stage === "gathering") add("status", view.serial, () => el("p", { class: "status", role: "status" }, "Gathering what was reported…"));
  if (view.kind === "empty" || view.stage === "gathering") return list;
  if (view.plot.bins.length > 0) add("plot", view.plot, plot);
  if (view.question) add("sides", view.question, sides);
  add("days", view.days, days);
  return list;
}

function head(view, back) {
  const empty = view.kind === "empty";
  return el(
    "header",
    { class: "story-head" },
    view.subject && el("p", { class: "of" }, empty ? view.subject : view.question ? "The story behind" : "The story of"),
    el("h2", { class: view.subject && !empty ? "asked" : undefined }, empty ? view.heading : view.subject),
    view.extent && el("p", { class: "extent" }, view.extent),
    view.message && el("p", { class: "message" }, view.message),
    view.own && el("button", { type: "button", class: "back", onclick: back }, "Back to the story of the conversation"),
  );
}

function sides(question) {
  return el(
    "section",
    { class: "sides", "aria-labelledby": "story-sides" },
    el("h3", { id: "story-sides" }, "Outlets side by side"),
    el("p", { class: "question" }, question),
    el("p", { class: "status", role: "status" }),
    el("ul"),
  );
}

// The outlets as far as they were asked: what has been said of one stays as it is, and with it the focus.
function compared(section, view) {
  if (!section) return;
  const asked = view.sides.filter((one) => one.stage !== "waiting").length;
  const told = view.stage === "told" ? "" : `Asking each outlet: ${asked} of ${view.sides.length}…`;
  section.querySelector(".status").textContent = told;
  patch(section.querySelector("ul"), view.sides.map((one) => [one.outlet, one, side]));
}

function side(one) {
  const { quote } = one;
  return el(
    "li",
    { class: one.stage },
    el("h4", {}, one.outlet),
    el("p", { class: "day" }, quote ? quote.day : one.reports),
    one.words && el("p", { class: "words" }, one.words),
    quote && el("blockquote", {}, ...pieceNodes(quote.pieces)),
    quote && title(quote),
    !quote && el("p", { class: "none" }, { silent: "Does not say.", left: "Not asked: there was no time left.", waiting: "…" }[one.stage]),
  );
}

function days(list) {
  return el(
    "section",
    { class: "days", "aria-labelledby": "story-days" },
    el("h3", { id: "story-days" }, "Day by day"),
    el("ol", {}, ...list.map(oneDay)),
  );
}

function oneDay(one) {
  const when = one.day ? el("time", { datetime: one.iso }, one.day, one.year && el("span", { class: "year" }, ` ${one.year}`)) : el("span", {}, "Undated");
  return el("li", {}, el("p", { class: "when" }, when), el("div", { class: "reports" }, ...one.reports.map(report)));
}

function report(one) {
  return el(
    "figure",
    {},
    el("blockquote", { onclick: unlessSelecting(() => open(one)) }, ...pieceNodes(one.pieces)),
    el("figcaption", {}, el("span", { class: "outlet" }, one.outlet), one.number > 0 && el("span", { class: "cited" }, `cited as [${one.number}]`), title(one), one.also && el("span", { class: "also" }, one.also)),
  );
}

function title(quote) {
  const opener = el("button", { type: "button", class: "headline" }, quote.title);
  opener.addEventListener("click", () => {
    window.onrecord.opener = opener;
    open(quote);
  });
  return opener;
}

function open({ article, revision, start, end }) {
  document.dispatchEvent(new CustomEvent("onrecord:open", { detail: { article, revision, start, end } }));
}

function unlessSelecting(act) {
  return () => window.getSelection().isCollapsed && act();
}
