// The conversation: its turns, one below the other. Each view the server sends holds one whole turn.

import { button, el, patch } from "./dom.js";
import { edit } from "./editing.js";
import { parts } from "./turn.js";
import { welcome } from "./welcome.js";

export function conversation(element, send, props, watch) {
  const log = element.querySelector(".turns");

  const show = () => {
    const view = props.value;
    if (!view) return;
    if (view.stage === "searching") log.querySelector(".notice")?.remove(); // not for what arrives of a turn before
    if (view.kind === "welcome") log.replaceChildren(welcome(view, send));
    if (view.kind === "notice") notice(log, view);
    if (view.kind === "opened") opened(log, view, send);
    if (view.kind === "earlier") earlier(log, view, send);
    if (view.kind === "turn") turn(log, view, send);
    if (view.unkept) notice(log, { message: view.unkept });
  };
  document.addEventListener("onrecord:ask", ({ detail }) => {
    window.onrecord.show("ask");
    send.submit({ kind: "text", question: String(detail?.question ?? "") });
  });
  watch("value", show);
  show();
}

function notice(log, view) {
  const told = el("p", { class: "notice", role: "alert" }, view.message);
  log.querySelector(".notice")?.remove();
  log.append(told);
  told.scrollIntoView({ block: "nearest" });
}

function turn(log, view, send) {
  log.querySelector(".welcome")?.remove();
  if (view.instead) branched(log, view);
  const known = log.querySelector(`#turn-${view.turn}`);
  if (known?.serial > view.serial) return; // overtaken on its way by what came to the turn since
  const node = known ?? log.appendChild(blank(view));
  draw(node, view, send);
  if (!known) node.scrollIntoView({ block: "start", behavior: motion() });
  if (node.judging && node.querySelector(".said")) {
    node.judging = false;
    reveal(node.querySelector(".said"));
  }
  if (view.more) suggest(node, view, send);
}

// What was opened at the foot of a turn is seen whole, and not behind the question box.
function reveal(part) {
  const hidden = part.getBoundingClientRect().bottom - document.querySelector("#composer").getBoundingClientRect().top;
  if (hidden > 0) window.scrollBy({ top: Math.ceil(hidden), behavior: motion() });
}

// Asks for one more question that may follow; each view is heard once, though Gradio may send it twice.
function suggest(node, view, send) {
  const known = view.suggested?.length ?? 0;
  if (node.suggested === known) return;
  node.suggested = known;
  send.tick({ number: view.turn });
}

function blank(view) {
  return el("article", { class: "turn", id: `turn-${view.turn}` });
}

function draw(node, view, send) {
  const at = node.contains(document.activeElement) ? document.activeElement.dataset.act : undefined;
  node.serial = view.serial;
  node.dataset.stage = view.stage;
  node.setAttribute("aria-busy", String(view.stage === "searching" || view.stage === "answering"));
  patch(node, parts(view, acts(node, view, send)));
  if (at && !node.contains(document.activeElement)) node.querySelector(`[data-act="${at}"]`)?.focus({ preventScroll: true });
  return node;
}

// A question in the place of an earlier one: what stood there, and all that followed it, is not of this conversation.
function branched(log, view) {
  if (log.branch === view.instead) return;
  log.branch = view.instead;
  for (const node of [...log.querySelectorAll(".turn")]) {
    if (Number(node.id.slice("turn-".length)) >= view.turn) node.remove();
  }
}

// What can be done with a turn.
function acts(node, view, send) {
  const ask = (kind, more = {}) => send.submit({ kind, number: view.turn, ...more });
  return {
    ask,
    edit: () => edit(node, view, (question) => ask("edit", { question })),
    judge: (verdict, more = {}) => {
      node.judging = true;
      send.like({ number: view.turn, verdict, ...more });
    },
    open: (kind, number) => (event) => {
      window.onrecord.opener = event.currentTarget;
      send.select({ turn: view.turn, kind, number });
    },
    stop: () => send.stop({ number: view.turn }),
  };
}

// The end of a conversation that is gone on with is drawn at once. Its last turn has the focus and so is read out; the others are
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
  const turns = view.turns.map((one) => draw(blank(one), one, send));
  const last = turns.at(-1);
  log.replaceChildren(head, ...more(view, send), ...turns);
  document.dispatchEvent(new Event("onrecord:opened"));
  (last ?? head).tabIndex = -1;
  (last ?? head).focus({ preventScroll: true });
  (view.turns.length > 1 ? last : head).scrollIntoView({ block: "start", behavior: "instant" });
  window.setTimeout(() => (log.ariaLive = null), 500);
  if (view.turns.at(-1)?.more) suggest(last, view.turns.at(-1), send);
}

// A button for the turns before those that are drawn, if there are any.
function more({ earlier: count, turns }, send) {
  if (!count) return [];
  const words = count === 1 ? "Show the question before" : `Show earlier questions, ${count.toLocaleString("en")} in all`;
  return [el("p", { class: "earlier" }, button(words, () => send.expand({ before: turns[0].turn })))];
}

// Earlier turns are drawn above; what was read stays where it was.
function earlier(log, view, send) {
  const place = log.querySelector(".earlier");
  if (!place) return;
  const next = place.nextElementSibling;
  const held = next?.getBoundingClientRect().top;
  const turns = view.turns.map((one) => draw(blank(one), one, send));
  place.replaceWith(...more(view, send), ...turns);
  if (next) window.scrollBy({ top: next.getBoundingClientRect().top - held, behavior: "instant" });
  turns.at(-1).tabIndex = -1;
  turns.at(-1).focus({ preventScroll: true });
}

function motion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
