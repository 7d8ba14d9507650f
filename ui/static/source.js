// The source panel: an article beside the page, opened at its quote. On a narrow screen it covers the page.

import { around, article, button, copied, missing } from "./article.js";
import { changes } from "./changes.js";
import { copyText } from "./clipboard.js";
import { el } from "./dom.js";
import { covered, narrow, onEscape, onOther, opening } from "./panels.js";

const PAUSE = 300; // milliseconds for which an article is looked at before what stands around it is looked for

export function source(element, send, props, watch) {
  const panel = element.querySelector(".source");
  const label = el("p", { class: "label", role: "status" });
  const previous = button("‹", () => walk(shown?.walk?.previous), { class: "step", "aria-label": "Previous source", title: "Previous source (left arrow)" });
  const next = button("›", () => walk(shown?.walk?.next), { class: "step", "aria-label": "Next source", title: "Next source (right arrow)" });
  const steps = el("span", { class: "steps", role: "group", "aria-label": "Sources of the answer" }, previous, next);
  const back = button("Back", () => goBack(), { class: "back" });
  const copy = button("Copy link", () => copyLink(), { class: "copy" });
  const body = el("div", { class: "article-body", tabindex: "0", role: "document" });
  const told = el("p", { class: "told", role: "status" });
  let shown = null; // the article that is open
  let neighbours = null; // what stands around it
  let trail = []; // what leads to where the reader is, the first thing opened first
  let how = "anew"; // what the article that is asked for is to the trail
  let waiting; // for the look around

  const ask = (what, step) => {
    how = step;
    send.submit(what);
  };
  const walk = (number) => number && ask({ turn: shown.walk.turn, kind: shown.walk.kind, number }, "instead");
  const goBack = () => ask(trail.at(-2), "back");
  const act = {
    walk,
    article: (name) => ask({ act: "open", article: name }, "further"),
    revision: (number) => ask({ act: "open", article: shown.article, revision: number }, "further"),
    instead: (place) => ask(place, "instead"),
    compare: (before, after) => send.submit({ act: "changes", article: shown.article, before, after }),
    redraw: () => draw(shown),
  };

  const close = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    window.clearTimeout(waiting);
    shown = neighbours = null;
    trail = [];
    body.replaceChildren();
    document.documentElement.classList.remove("source-open");
    covered();
    current(null);
    unlink();
    const opener = window.onrecord.opener;
    if (opener?.isConnected) opener.focus();
  };

  const draw = (view) => {
    shown = view;
    label.textContent = view.label ?? "";
    steps.hidden = !(view.walk?.of > 1);
    previous.setAttribute("aria-disabled", String(!view.walk?.previous));
    next.setAttribute("aria-disabled", String(!view.walk?.next));
    back.hidden = trail.length < 2;
    copy.hidden = !view.link;
    told.textContent = "";
    body.classList.toggle("near", view.answers === false);
    body.setAttribute("aria-label", view.title ?? "Not in this archive");
    body.replaceChildren(...(view.kind === "missing" ? missing(view, act) : article(view, act)).filter(Boolean));
    drawAround();
    toQuote(body);
  };
  const drawAround = () => {
    if (neighbours && neighbours.article === shown?.article) body.querySelector(".around")?.replaceChildren(...around(neighbours, act));
  };

  const open = (view) => {
    const opener = window.onrecord.opener;
    const held = opener?.isConnected ? opener.getBoundingClientRect().top : null;
    const stepping = how === "instead" && panel.contains(document.activeElement) && document.activeElement !== body;
    if (how === "anew") trail = [];
    if (how === "instead" || how === "back") trail.pop();
    if (how !== "back" || !trail.length) trail.push(view.asked);
    opening("source");
    panel.hidden = false;
    document.documentElement.classList.add("source-open");
    covered();
    draw(view);
    if (held !== null) keepInPlace(opener, held);
    current(view.walk, how === "instead");
    how = "anew";
    if (!stepping) body.focus({ preventScroll: true });
    window.clearTimeout(waiting);
    if (view.article && neighbours?.article !== view.article) {
      waiting = window.setTimeout(() => send.submit({ act: "around", article: view.article }), PAUSE);
    }
  };

  const show = () => {
    if (!props.value) {
      close();
      return;
    }
    const view = JSON.parse(props.value);
    if (view.kind === "article" || view.kind === "missing") open(view);
    if (panel.hidden || view.article !== shown?.article) return; // the reader has gone on
    if (view.kind === "around") {
      neighbours = view;
      drawAround();
    }
    if (view.kind === "changes") {
      body.replaceChildren(...changes(view, act).filter(Boolean));
      body.scrollTop = 0;
      body.focus({ preventScroll: true });
    }
  };

  const copyLink = async () => {
    const link = `${window.location.origin}${window.location.pathname}${shown.link}`;
    const done = await copyText(link);
    told.textContent = done ? "Link copied." : `The browser does not let it be copied. The link is ${link}`;
  };

  panel.append(
    el("div", { class: "source-bar" }, label, steps, el("span", { class: "tools" }, back, copy, button("Close", close, { class: "close" }))),
    told,
    body,
  );
  panel.addEventListener("keydown", (event) => {
    const number = { ArrowLeft: shown?.walk?.previous, ArrowRight: shown?.walk?.next }[event.key];
    if (number === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest("select")) return;
    event.preventDefault();
    walk(number);
  });
  body.addEventListener("copy", (event) => {
    const words = copied(body.querySelector(".text"), window.getSelection());
    if (words === null) return;
    event.clipboardData.setData("text/plain", words);
    event.preventDefault();
  });
  document.addEventListener("onrecord:open", ({ detail }) => {
    window.onrecord.opener = document.activeElement;
    ask({ act: "open", ...detail }, "anew");
  });
  onEscape(close);
  onOther("source", close);
  watch("value", show);
  linked((place) => ask({ act: "open", link: true, ...place }, "anew"));
}

// An address that names an article opens it: `/?article=ID&revision=N&quote=START-END`.
function linked(ask) {
  const named = new URLSearchParams(window.location.search);
  if (named.has("article")) ask(Object.fromEntries(["article", "revision", "quote"].map((name) => [name, named.get(name)])));
}

// What is closed is not to be there again when the page is loaded again.
function unlink() {
  if (!window.location.search) return;
  window.history.replaceState(window.history.state, "", window.location.pathname + window.location.hash);
}

// The page grows narrower as the panel opens; what was clicked should stay where it was.
function keepInPlace(opener, held) {
  if (!opener.isConnected || narrow()) return;
  window.scrollBy({ top: opener.getBoundingClientRect().top - held, behavior: "instant" });
}

// The quote that is open has a rule in the margin of the conversation. Who steps on to another comes back to that one.
function current(walk, stepped) {
  for (const old of document.querySelectorAll(".turn .current")) old.classList.remove("current");
  if (!walk) return;
  const turn = document.querySelector(`#turn-${walk.turn}`);
  const quote = turn?.querySelectorAll(walk.kind === "quote" ? ".quote" : ".nearest li")[walk.place - 1];
  quote?.classList.add("current");
  if (!quote || !stepped) return;
  window.onrecord.opener = quote.querySelector(".headline");
  if (!narrow()) quote.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function toQuote(body) {
  const mark = body.querySelector("mark.current");
  body.scrollTop = 0;
  if (!mark) return;
  const { top, bottom } = mark.getBoundingClientRect();
  const start = body.getBoundingClientRect().top;
  if (bottom - start > body.clientHeight * 0.7) body.scrollTop = top - start - body.clientHeight * 0.28;
}
