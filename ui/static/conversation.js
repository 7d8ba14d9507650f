// The conversation: questions, answering words, quotes. Each view the server sends holds one whole turn.

import { el, patch, pieceNodes } from "./dom.js";

export function conversation(element, send, props, watch) {
  const log = element.querySelector(".turns");

  const show = () => {
    const view = props.value;
    if (!view) return;
    log.querySelector(".notice")?.remove();
    if (view.kind === "welcome") log.replaceChildren(welcome(view, send));
    if (view.kind === "notice") notice(log, view);
    if (view.kind === "opened") opened(log, view, send);
    if (view.kind === "turn") turn(log, view, send);
    if (view.unkept) notice(log, { message: view.unkept });
  };
  watch("value", show);
  show();
}

function notice(log, view) {
  const told = el("p", { class: "notice", role: "alert" }, view.message);
  log.append(told);
  told.scrollIntoView({ block: "nearest" });
}

function turn(log, view, send) {
  log.querySelector(".welcome")?.remove();
  const known = log.querySelector(`#turn-${view.turn}`);
  const node = known ?? log.appendChild(el("article", { class: "turn", id: `turn-${view.turn}` }));
  node.dataset.stage = view.stage;
  node.setAttribute("aria-busy", String(view.stage === "searching" || view.stage === "answering"));
  patch(node, parts(view, send));
  if (!known) node.scrollIntoView({ block: "start", behavior: still() ? "auto" : "smooth" });
  return node;
}

// A conversation that is gone on with is drawn at once. Its last turn has the focus and so is read out; the others are
// not news.
function opened(log, view, send) {
  log.ariaLive = "off";
  const head = el(
    "header",
    { class: "opened" },
    view.name && el("h2", {}, view.name),
    el("p", {}, view.about),
    view.lost && el("p", { class: "lost" }, view.lost),
  );
  log.replaceChildren(head);
  const last = view.turns.map((one) => turn(log, one, send)).at(-1);
  document.dispatchEvent(new Event("onrecord:opened"));
  (last ?? head).tabIndex = -1;
  (last ?? head).focus({ preventScroll: true });
  (view.turns.length > 1 ? last : head).scrollIntoView({ block: "start", behavior: "instant" });
  window.setTimeout(() => (log.ariaLive = null), 500);
}

function still() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function parts(view, send) {
  const open = (kind, number) => (event) => {
    window.onrecord.opener = event.currentTarget;
    send.select({ turn: view.turn, kind, number });
  };
  const ask = (kind) => () => send.submit({ kind, number: view.turn });
  const list = [["question", view.question, (text) => el("h2", { class: "asked" }, text)]];
  const add = (key, data, build) => data && list.push([key, data, build]);

  add("limits", view.limits, (text) => el("p", { class: "aside" }, `Searched ${text}`));
  add("as-typed", view.as_typed, () => el("p", { class: "aside" }, "Asked as typed, on its own"));
  add("understood", view.understood && [view.understood, view.completed, view.done], ([text, completed, done]) =>
    el(
      "p",
      { class: "aside" },
      "Understood as: ",
      done ? text : el("q", {}, text),
      completed && " ",
      completed && button("Ask as typed", ask("typed"), { class: "typed", "aria-label": `Ask as typed: ${view.question}` }),
    ),
  );
  add("status", view.status, (text) => el("p", { class: "status" }, text));
  add("note", view.note, (text) => el("p", { class: "note" }, text));
  add("lead", view.lead, (lead) => leadNode(view.turn, lead, open));
  for (const quote of view.quotes ?? []) {
    add(`quote-${quote.number}`, quote, (data) => quoteNode(view.turn, data, open));
  }
  if (view.stage === "abstained") {
    add("reason", [view.heading, view.reason], ([heading, reason]) => abstentionNode(heading, reason));
    if (view.nearest.length) add("nearest", view.nearest, (all) => nearestNode(all, open));
  }
  if (view.stage === "talk") add("talk", view.reason, (text) => el("p", { class: "talk" }, text));
  if (view.stage === "unclear") {
    add("unclear", [view.reason, view.choices], ([reason, choices]) =>
      unclearNode(reason, choices, (choice) => () => send.submit({ kind: "choice", number: view.turn, choice })),
    );
  }
  add("message", view.message, (text) =>
    el("div", { class: "failed", role: "alert" }, el("p", {}, text), button("Ask again", ask("again"))),
  );
  add("then", view.then, (text) =>
    el("p", { class: "then" }, el("span", {}, "A question that follows"), button(text, ask("then"))),
  );
  return list;
}

function button(text, onclick, attributes = {}) {
  return el("button", { type: "button", ...attributes, onclick }, text);
}

function reference(turn, number, title, open) {
  return button(`[${number}]`, open("quote", number), {
    class: "reference",
    id: title ? `turn-${turn}-source-${number}` : undefined,
    "aria-label": title ? `Source ${number}, open in the article: ${title}` : `Open source ${number}`,
  });
}

function leadNode(turn, lead, open) {
  const long = lead.text.length > 70;
  return el(
    "p",
    { class: `lead${long ? " long" : ""}` },
    el("span", { class: "words" }, lead.text),
    "\u00a0",
    reference(turn, lead.number, "", open),
  );
}

function quoteNode(turn, quote, open) {
  const title = button(quote.title, open("quote", quote.number), { class: "headline" });
  return el(
    "figure",
    { class: "quote" },
    reference(turn, quote.number, quote.title, open),
    quote.shown && el("blockquote", { onclick: unlessSelecting(open("quote", quote.number)) }, ...pieceNodes(quote.pieces)),
    el("figcaption", {}, el("span", { class: "byline" }, quote.byline), title, alsoNode(quote.also)),
  );
}

function alsoNode(text) {
  return text ? el("span", { class: "also" }, text) : null;
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

function abstentionNode(heading, reason) {
  return el(
    "div",
    { class: "abstention" },
    el("p", { class: "none" }, heading),
    reason && el("p", { class: "reason" }, reason),
  );
}

function nearestNode(all, open) {
  const items = all.map((one) =>
    el(
      "li",
      {},
      el("p", { class: "passage" }, one.text),
      el(
        "p",
        { class: "where" },
        el("span", { class: "byline" }, one.byline),
        button(one.title, open("nearest", one.number), { class: "headline" }),
        alsoNode(one.also),
      ),
    ),
  );
  return el("section", { class: "nearest" }, el("h3", {}, "Nearest passages, which do not answer"), el("ul", {}, ...items));
}

function welcome(view, send) {
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
