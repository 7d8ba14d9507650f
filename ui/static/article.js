// An article as it is read: what is stated of it, its text with the quotes marked, and what stands around it.

import { el } from "./dom.js";

const LONG = 60; // lines, from which on those out of sight are not laid out

export function article(view, act) {
  return [
    el(
      "header",
      { class: "head" },
      el("p", { class: "overline" }, el("span", { class: "outlet" }, view.outlet), view.section && el("span", { class: "section" }, view.section)),
      el("h2", {}, view.title),
      view.by && el("p", { class: "by" }, view.by),
      el("p", { class: "meta" }, ...meta(view)),
    ),
    notes(view, act),
    text(view, act),
    view.remarks.length > 0 && el("div", { class: "remarks" }, ...view.remarks.map((remark) => el("p", {}, remark))),
    el(
      "footer",
      { class: "foot" },
      view.address && el("p", { class: "out" }, el("a", { href: view.address, target: "_blank", rel: "noopener noreferrer" }, `Read it at ${view.host}`)),
      view.rights && el("p", { class: "rights" }, view.rights),
    ),
    revisions(view, act),
    el("section", { class: "around" }),
  ];
}

export function button(text, onclick, attributes = {}) {
  return el("button", { type: "button", ...attributes, onclick }, text);
}

function meta(view) {
  const known = [
    ["day", view.when],
    ["updated", view.updated && `updated ${view.updated}`],
    ["dateline", view.dateline && `from ${view.dateline}`],
    ["length", view.length],
  ];
  return known.filter(([, words]) => words).map(([name, words]) => el("span", { class: name }, words));
}

function notes(view, act) {
  if (!view.notes.length) return null;
  const newest = view.revisions.at(-1)?.number;
  const older = newest !== undefined && newest !== view.revision;
  return el(
    "div",
    { class: "notes" },
    ...view.notes.map((note) => el("p", {}, note)),
    older &&
      el(
        "p",
        { class: "acts" },
        button("What changed", () => act.compare(view.revision, newest)),
        button("Read the newest", () => act.revision(newest)),
      ),
  );
}

// A line of the text and the line ends after it: those are part of the text when it is copied, but are not drawn.
function text(view, act) {
  const numbered = new Set();
  const lines = view.paragraphs.map(({ pieces, gap }, place) => {
    const tight = gap.split("\n").length === 2;
    const line = el("p", { class: tight ? "tight" : undefined }, ...marked(pieces, numbered, act));
    line.gap = place === view.paragraphs.length - 1 && !gap ? "" : gap;
    return line;
  });
  const long = lines.length > LONG;
  return el("div", { class: `text${long ? " long" : ""}`, lang: /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(view.language) ? view.language : undefined }, ...lines);
}

// Pieces of one quote share a mark. A quote that has a number shows it where it begins.
function marked(pieces, numbered, act) {
  const nodes = [];
  let mark = null;
  for (const piece of pieces) {
    const key = piece.kind === "text" ? "" : `${piece.kind === "other"} ${piece.number}`;
    if (!key) {
      nodes.push(document.createTextNode(piece.text));
      mark = null;
      continue;
    }
    if (!mark || mark.key !== key) {
      mark = el("mark", { class: piece.kind === "other" ? "other" : "current" });
      mark.key = key;
      if (piece.number && !numbered.has(piece.number)) mark.dataset.number = piece.number;
      numbered.add(piece.number);
      if (piece.kind === "other") mark.addEventListener("click", () => window.getSelection().isCollapsed && act.walk(piece.number));
      nodes.push(mark);
    }
    mark.append(piece.kind === "focus" ? el("strong", {}, piece.text) : piece.text);
  }
  return nodes;
}

function revisions(view, act) {
  if (!view.revisions.length) return null;
  const newest = view.revisions.at(-1).number;
  const items = view.revisions.map(({ number, since }, place) =>
    el(
      "li",
      { class: number === view.revision ? "open" : undefined },
      number === view.revision
        ? el("span", { class: "name", "aria-current": "true" }, `Revision ${number}`)
        : button(`Revision ${number}`, () => act.revision(number), { class: "name" }),
      el("span", { class: "when" }, `${place ? "in the archive from" : "first added"} ${since} UTC${number === newest ? ", the newest" : ""}`),
    ),
  );
  const [before, after] = view.revision === newest ? [view.revisions.at(-2).number, newest] : [view.revision, newest];
  return el(
    "section",
    { class: "revisions" },
    el("h3", {}, "Revisions"),
    el("ol", {}, ...items),
    el("p", { class: "acts" }, button("Compare two", () => act.compare(before, after))),
  );
}

// What stands around the article arrives after it, and is put in its place at the end.
export function around(view, act) {
  const item = (one) =>
    el(
      "li",
      { class: one.open ? "open" : undefined },
      one.open
        ? el("span", { class: "name", "aria-current": "true" }, one.title)
        : button(one.title, () => act.article(one.article), { class: "name" }),
      el("span", { class: "when" }, one.open ? `${one.byline} · open here` : [one.byline, one.apart].filter(Boolean).join(" · ")),
    );
  const list = (heading, items) => items.length > 0 && [el("h3", {}, heading), el("ul", {}, ...items.map(item))];
  return [
    ...(list("Also printed in", view.copies) || []),
    ...(list("Around this story", view.story) || []),
    view.failed && el("p", { class: "failed" }, view.failed),
  ].filter(Boolean);
}

export function missing(view, act) {
  return [
    el(
      "div",
      { class: "missing", role: "alert" },
      el("h2", {}, "Not in this archive"),
      el("p", {}, view.message),
      view.instead && el("p", { class: "acts" }, button("Open the article", () => act.instead(view.instead))),
    ),
  ];
}

// The characters of a selection as they stand in the text, which a browser would not always copy.
export function copied(body, selection) {
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  if (!range || !body?.contains(range.startContainer) || !body.contains(range.endContainer)) return null;
  let words = "";
  for (const line of body.children) {
    if (!range.intersectsNode(line)) continue;
    const part = document.createRange();
    part.selectNodeContents(line);
    const ends = range.compareBoundaryPoints(Range.END_TO_END, part) < 0;
    if (ends) part.setEnd(range.endContainer, range.endOffset);
    if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
    words += part.toString();
    if (!ends && line.nextSibling && range.intersectsNode(line.nextSibling)) words += line.gap;
  }
  return words;
}
