// The source panel: an article beside the conversation, opened at its quote. On a narrow screen it covers the page.

import { el, pieceNodes } from "./dom.js";
import { NARROW, covered, onEscape, onOther, opening } from "./panels.js";

export function source(element, _send, props, watch) {
  const panel = element.querySelector(".source");

  const close = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    document.documentElement.classList.remove("source-open");
    covered();
    current(null);
    const opener = window.onrecord.opener;
    if (opener?.isConnected) opener.focus();
  };

  const show = () => {
    const view = props.value;
    if (!view) {
      close();
      return;
    }
    const held = window.onrecord.opener?.getBoundingClientRect().top;
    opening("source");
    panel.replaceChildren(...article(view, close));
    panel.hidden = false;
    document.documentElement.classList.add("source-open");
    covered();
    current(window.onrecord.opener);
    keepInPlace(window.onrecord.opener, held);
    panel.querySelector(".article-body").focus({ preventScroll: true });
    toQuote(panel);
  };

  onEscape(close);
  onOther("source", close);
  watch("value", show);
}

// The conversation grows narrower as the panel opens; what was clicked should stay where it was.
function keepInPlace(opener, held) {
  if (!opener?.isConnected || NARROW.matches) return;
  window.scrollBy({ top: opener.getBoundingClientRect().top - held, behavior: "instant" });
}

function current(opener) {
  for (const old of document.querySelectorAll(".turn .current")) old.classList.remove("current");
  opener?.closest(".quote, .nearest li")?.classList.add("current");
}

function toQuote(panel) {
  const mark = panel.querySelector("mark");
  const box = panel.querySelector(".article-body");
  if (!mark) return;
  box.scrollTop = 0;
  const { top, bottom } = mark.getBoundingClientRect();
  const start = box.getBoundingClientRect().top;
  if (bottom - start > box.clientHeight * 0.7) box.scrollTop = top - start - box.clientHeight * 0.28;
}

function article(view, close) {
  const body = view.paragraphs.map(({ pieces }) => el("p", {}, ...pieceNodes(pieces)));
  return [
    el(
      "div",
      { class: "source-bar" },
      el("p", { class: "label" }, view.label),
      el("button", { type: "button", class: "close", onclick: close }, "Close"),
    ),
    el(
      "div",
      { class: `article-body${view.answers ? "" : " near"}`, tabindex: "0", role: "document", "aria-label": view.title },
      el("h2", {}, view.title),
      el("p", { class: "meta" }, ...meta(view)),
      el("div", { class: "text" }, ...body),
      view.remarks.length > 0 && el("div", { class: "remarks" }, ...view.remarks.map((remark) => el("p", {}, remark))),
      view.link &&
        el("p", { class: "out" }, el("a", { href: view.link, target: "_blank", rel: "noopener noreferrer" }, `Read it at ${view.host}`)),
    ),
  ];
}

function meta(view) {
  const known = [["outlet", view.outlet], ["day", view.day], ["authors", view.authors], ["section", view.section]].filter(([, text]) => text);
  return known.map(([name, text]) => el("span", { class: name }, text));
}
