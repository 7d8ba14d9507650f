// What can be done with an answer: copied with its sources, asked again, changed, and judged.

import { copyText } from "./clipboard.js";
import { button, el } from "./dom.js";

const SHOWN = 2_000; // milliseconds for which it is said that something was copied

export function foot(view, judged, act) {
  const verdict = judged?.verdict ?? "";
  return el(
    "div",
    { class: "foot" },
    el(
      "div",
      { class: "acts" },
      copying("Copy", "copy", () => answerText(view), { "aria-label": "Copy the answer with its sources" }),
      button("Ask again", () => act.ask("again"), { "data-act": "again" }),
      button("Change", act.edit, { "data-act": "edit", "aria-label": "Change the question" }),
      el(
        "span",
        { class: "verdict", role: "group", "aria-label": view.stage === "answered" ? "Was this answer right?" : "Was it right to decline?" },
        thumb("right", verdict, act),
        thumb("wrong", verdict, act),
      ),
    ),
    judged?.failed && el("p", { class: "said", role: "alert" }, judged.failed),
    verdict && said(view, judged, act),
  );
}

function thumb(verdict, now, act) {
  const pressed = verdict === now;
  return button("", () => act.judge(pressed ? "" : verdict), {
    class: `thumb ${verdict}`,
    title: verdict === "right" ? "Right" : "Wrong",
    "aria-label": verdict === "right" ? "Right" : "Wrong",
    "aria-pressed": String(pressed),
    "data-act": verdict,
  });
}

// That a verdict is kept, and a note to it.
function said(view, { verdict, note, nothing }, act) {
  const words = el("textarea", { rows: "2", maxlength: "2000", "aria-label": "A note on this answer", placeholder: "A note, for whoever keeps this archive" });
  words.value = note;
  let none = nothing;
  const save = () => act.judge(verdict, { note: words.value, nothing: none });
  const unsaid = button("Nothing in the archive answers this", toggle, { class: "toggle", "aria-pressed": String(none) });
  function toggle() {
    none = !none;
    unsaid.setAttribute("aria-pressed", String(none));
  }
  return el(
    "div",
    { class: "said" },
    el("p", { role: "status" }, note ? "Kept beside the archive, with your note." : "Kept beside the archive."),
    words,
    el(
      "p",
      { class: "buttons" },
      button("Save note", save, { class: "main", "data-act": "note" }),
      verdict === "wrong" && view.stage === "answered" && unsaid,
      el("a", { href: "/feedback/pairs", download: "" }, "Save all as evaluation pairs"),
    ),
  );
}

export function copyQuote(view, quote) {
  return copying("Copy", `copy-${quote.number}`, () => quoteText(view, quote), {
    class: "copy",
    "aria-label": `Copy quote ${quote.number} with its source`,
  });
}

function copying(text, name, words, attributes) {
  const made = button(text, copy, { "data-act": name, ...attributes });
  async function copy() {
    made.textContent = (await copyText(words())) ? "Copied" : "Not copied: select the text instead";
    window.setTimeout(() => (made.textContent = text), SHOWN);
  }
  return made;
}

function answerText(view) {
  const quotes = (view.quotes ?? []).map((quote) => quoteText(view, quote));
  const words = view.lead ? `${view.lead.text} [${view.lead.number}]` : [view.heading, view.reason].filter(Boolean).join(". ");
  return [view.question, words, ...quotes].join("\n\n");
}

// A quote as it is cited elsewhere: its words, where they were printed, and an address that opens them here.
function quoteText(view, quote) {
  const words = quote.shown ? quote.pieces.map(({ text }) => text).join("") : view.lead.text;
  return `[${quote.number}] “${words}”\n${quote.cited}\n${window.location.origin}${quote.link}`;
}
