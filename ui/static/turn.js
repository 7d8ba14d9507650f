// One turn as the parts it is drawn of: what was asked and understood, the answering words, the quotes, what may follow.

import { abstention } from "./abstaining.js";
import { alsoNode } from "./also.js";
import { button, el, pieceNodes } from "./dom.js";
import { copyQuote, foot } from "./foot.js";

export function parts(view, act) {
  const list = [["question", view.question, (text) => el("div", { class: "question" }, el("h2", { class: "asked" }, text))]];
  const add = (key, data, build) => data && list.push([key, data, build]);

  add("limits", view.limits, (text) => el("p", { class: "aside" }, `Searched ${text}`));
  add("as-typed", view.as_typed, () => el("p", { class: "aside" }, "Asked as typed, on its own"));
  add("understood", view.understood && [view.understood, view.completed, view.done], ([text, completed, done]) =>
    understood(view, text, completed, done, act),
  );
  add("chips", view.chips, (all) => chips(all, act));
  add("status", view.status, (text) => searching(text, act));
  add("note", view.note, (text) => el("p", { class: "note" }, text));
  add("lead", view.lead, (lead) => leadNode(view.turn, lead, act));
  add("certainty", view.certainty, certainty);
  for (const quote of view.quotes ?? []) {
    add(`quote-${quote.number}`, quote, (data) => quoteNode(view, data, act));
  }
  if (view.stage === "abstained") list.push(...abstention(view, act));
  if (view.stage === "talk") add("talk", view.reason, (text) => el("p", { class: "talk" }, text));
  if (view.stage === "unclear") {
    add("unclear", [view.reason, view.choices], ([reason, choices]) =>
      unclearNode(reason, choices, (choice) => () => act.ask("choice", { choice })),
    );
  }
  add("message", view.message, (text) => message(view.stage, text, act));
  if (view.stage === "answered" || view.stage === "abstained") {
    add("foot", [view.stage, view.judged ?? null], ([, judged]) => foot(view, judged, act));
  }
  add("then", (view.then || view.suggested) && [view.then ?? "", view.suggested ?? []], ([then, suggested]) =>
    following(then, suggested, act),
  );
  return list;
}

function understood(view, text, completed, done, act) {
  const typed = () => act.ask("typed");
  return el(
    "p",
    { class: "aside" },
    "Understood as: ",
    done ? text : el("q", {}, text),
    completed && " ",
    completed && button("Ask as typed", typed, { class: "typed", "aria-label": `Ask as typed: ${view.question}` }),
  );
}

function chips(all, act) {
  const items = all.map(({ aspect, what, says, act: does }) => {
    const left = does === "put";
    const named = says ? `${what}: ${says}` : what;
    return el(
      "li",
      { class: left ? "left" : undefined },
      el("span", { class: "what" }, what),
      says && " ",
      says && el("span", { class: "says" }, says),
      button(left ? "Undo" : "×", () => act.ask(does, { aspect }), {
        class: left ? "put" : "leave",
        title: left ? "Ask with it again" : "Ask without this",
        "aria-label": left ? `Ask again, not: ${named}` : `Ask without this: ${named}`,
      }),
    );
  });
  return el("ul", { class: "chips", "aria-label": "Understood of the question" }, ...items);
}

function searching(text, act) {
  return el(
    "div",
    { class: "searching" },
    el("p", { class: "status" }, text),
    button("Stop", act.stop, { class: "stop", "aria-label": "Stop searching" }),
  );
}

function reference(turn, number, title, act) {
  return button(`[${number}]`, act.open("quote", number), {
    class: "reference",
    id: title ? `turn-${turn}-source-${number}` : undefined,
    "aria-label": title ? `Source ${number}, open in the article: ${title}` : `Open source ${number}`,
  });
}

function leadNode(turn, lead, act) {
  const long = lead.text.length > 70;
  return el(
    "p",
    { class: `lead${long ? " long" : ""}` },
    el("span", { class: "words" }, lead.text),
    "\u00a0",
    reference(turn, lead.number, "", act),
  );
}

// How sure the answer is, in a word; the reasons stand below it when they are asked for.
function certainty({ level, word, reasons, against }) {
  const told = (all, name) => all.map((text) => el("li", { class: name }, text));
  return el(
    "details",
    { class: "certainty", "data-level": level },
    el("summary", {}, el("span", { class: "word" }, word), el("span", { class: "why" }, "Why")),
    el("ul", {}, ...told(reasons, "for"), ...told(against, "against")),
  );
}

function quoteNode(view, quote, act) {
  const title = button(quote.title, act.open("quote", quote.number), { class: "headline" });
  return el(
    "figure",
    { class: "quote" },
    reference(view.turn, quote.number, quote.title, act),
    quote.shown &&
      el("blockquote", { onclick: unlessSelecting(act.open("quote", quote.number)) }, ...pieceNodes(quote.pieces)),
    el("figcaption", {}, el("span", { class: "byline" }, quote.byline), title, copyQuote(view, quote), alsoNode(quote.also)),
  );
}

// A quote opens its article when it is clicked, but not when it is being selected to be copied.
function unlessSelecting(act) {
  return (event) => {
    if (window.getSelection().isCollapsed) act(event);
  };
}

function unclearNode(reason, choices, choose) {
  const items = choices.map((words, place) => el("li", {}, button(words, choose(place + 1))));
  return el("div", { class: "unclear" }, el("p", {}, reason), el("ul", { class: "choices", "aria-label": reason }, ...items));
}

function message(stage, text, act) {
  const failed = stage === "failed";
  return el(
    "div",
    { class: failed ? "failed" : "stopped", role: failed ? "alert" : "status" },
    el("p", {}, text),
    el("p", {}, button("Ask again", () => act.ask("again")), " ", button("Change the question", act.edit)),
  );
}

function following(then, suggested, act) {
  const items = suggested.map((text, place) => [text, () => act.ask("suggested", { choice: place + 1 })]);
  if (then) items.unshift([then, () => act.ask("then")]);
  return el(
    "div",
    { class: "then" },
    el("p", {}, items.length > 1 ? "Questions that follow" : "A question that follows"),
    el("ul", {}, ...items.map(([text, ask], place) => el("li", {}, button(text, ask, { "data-act": `then-${place}` })))),
  );
}
