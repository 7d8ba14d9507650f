// The archive: what it holds, its articles and passages, and what is done with them. The server sends the whole view.

import { adding } from "./adding.js";
import { el, patch, pieceNodes } from "./dom.js";
import { holdings } from "./holdings.js";

export function archive(element, send, props, watch) {
  const section = element.querySelector(".archive");
  const fields = finder(() => look({ place: 0 }));
  const additions = adding(
    () => look({ follow: true }),
    (id) => look({ act: "unsubscribe", id }),
  );
  const toggle = button("Add articles", () => opened(additions.panel.hidden, true), {
    class: "add-toggle",
    "aria-controls": additions.panel.id,
    "aria-expanded": "false",
    hidden: true,
  });
  const locked = el("p", { class: "locked", hidden: true });
  const extent = el("dl", { class: "extent" });
  const plot = el("div", {});
  const said = el("p", { class: "said", role: "status" });
  const failed = el("p", { class: "failed", role: "alert" });
  const removed = el("ul", { class: "removed", "aria-label": "Removed from the archive" });
  const head = el("div", { class: "list-head", tabindex: "-1" });
  const list = el("ul", { class: "entries" });
  const pages = el("div", { class: "pages" });
  const asked = { turn: 0, place: 0, focus: null, changes: new Set() };

  section.append(
    el("div", { class: "title" }, el("h2", {}, "The archive"), toggle),
    locked,
    extent,
    additions.panel,
    plot,
    fields.form,
    said,
    failed,
    removed,
    head,
    list,
    pages,
  );

  function look(change) {
    const { act = "look", id = "", follow = false, place = asked.place, focus = null } = change;
    asked.turn += 1;
    asked.place = place;
    asked.focus = focus;
    if (act !== "look") asked.changes.add(asked.turn);
    section.setAttribute("aria-busy", "true");
    send.submit({ act, id, follow, place, turn: asked.turn, ...fields.values() });
  }

  function show() {
    const view = props.value;
    if (!view) return;
    if (view.turn !== asked.turn) {
      if (asked.changes.has(view.turn)) look({}); // what comes next may have been read before this was changed
      return;
    }
    section.setAttribute("aria-busy", "false");
    toggle.hidden = view.locked !== "";
    locked.hidden = view.locked === "";
    locked.textContent = view.locked;
    if (view.locked) opened(false);
    else if (!view.holdings.periods.length && !view.words && !view.entries.length) opened(true); // nothing is there yet
    additions.show(view);
    patch(extent, view.holdings.extent.map(([name, text]) => [name, text, () => el("div", {}, el("dt", {}, name), el("dd", {}, text))]));
    patch(plot, [["plot", view.holdings, (data) => holdings(data, choose)]]);
    fields.offer(view.fields);
    said.textContent = view.said;
    failed.textContent = view.failed;
    patch(removed, view.removed.map((one) => [one.id, one, (data) => removedNode(data, look)]));
    patch(head, [["head", [view.heading, view.about, view.words], ([heading, about, words]) => headNode(heading, about, words)]]);
    patch(list, view.entries.map((one) => [one.key, [one, view.locked], ([data, lock]) => entryNode(data, lock ? null : look)]));
    patch(pages, view.place || view.more ? [["pages", [view.place, view.more, step(view)], (data) => pagesNode(data, look)]] : []);
    asked.place = view.place;
    if (view.failed && asked.focus) failed.scrollIntoView({ block: "nearest" });
    else if (asked.focus) asked.focus();
    asked.focus = null;
  }

  // a bar of the plot was chosen
  function choose({ after, before, outlet }) {
    fields.limit(after, before, outlet);
    look({ place: 0, focus: toHead });
  }

  function toHead() {
    head.focus({ preventScroll: true });
    head.scrollIntoView({ block: "start" });
  }

  function opened(open, focus = false) {
    additions.panel.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    if (open && focus) additions.panel.querySelector("button").focus();
  }

  function step(view) {
    return view.words ? 10 : 20;
  }

  // Files may be dropped anywhere on the view; what is dropped beside it must not take the place of the page.
  const here = () => document.documentElement.dataset.view === "archive";
  const files = (event) => here() && event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    const taken = !toggle.hidden && !additions.state.busy;
    event.dataTransfer.dropEffect = taken ? "copy" : "none";
    if (!taken) return;
    opened(true);
    section.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) section.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    section.classList.remove("over");
    if (!files(event)) return;
    event.preventDefault();
    if (!toggle.hidden) additions.give(event.dataTransfer);
  });

  document.addEventListener("onrecord:view", (event) => {
    if (event.detail === "archive") look({});
  });
  watch("value", show);
  if (here()) look({});
}

// The words and limits of a search, and what can be chosen for them.
function finder(search) {
  const words = el("input", { type: "search", id: "archive-words", autocomplete: "off", placeholder: "Search the archive", "aria-label": "Search the archive" });
  const after = el("input", { type: "date" });
  const before = el("input", { type: "date" });
  const section = el("input", { type: "text", list: "archive-sections", autocomplete: "off" });
  const author = el("input", { type: "text", list: "archive-authors", autocomplete: "off" });
  const sections = el("datalist", { id: "archive-sections" });
  const authors = el("datalist", { id: "archive-authors" });
  const outlets = el("div", { class: "choices" });
  const stated = el("span", { class: "stated" });
  const chosen = () => [...outlets.querySelectorAll("input:checked")].map((box) => box.value);
  const clear = () => {
    for (const field of [after, before, section, author]) field.value = "";
    for (const box of outlets.querySelectorAll("input")) box.checked = false;
    limited();
  };
  const limited = () => {
    const many = [after.value || before.value, section.value, author.value, ...chosen()].filter(Boolean).length;
    stated.textContent = many ? ` (${many})` : "";
    none.hidden = !many;
  };
  const none = button("Without limits", clear, { class: "none", hidden: true });
  const labelled = (text, field) => el("label", {}, el("span", {}, text), field);
  const limits = el(
    "details",
    { class: "limits" },
    el("summary", {}, "Dates, outlets, sections, authors", stated),
    el(
      "div",
      { class: "fields" },
      labelled("Published from", after),
      labelled("Published until", before),
      labelled("Section", section),
      labelled("Author", author),
      sections,
      authors,
    ),
    el("fieldset", {}, el("legend", {}, "Outlets"), outlets),
    none,
  );
  const form = el(
    "form",
    { class: "finder", role: "search", "aria-label": "In the archive" },
    el("div", { class: "words" }, words, el("button", { type: "submit" }, "Search")),
    limits,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  form.addEventListener("change", (event) => {
    limited();
    if (event.target !== words) search();
  });
  words.addEventListener("search", () => words.value || search()); // it was emptied
  none.addEventListener("click", search);

  return {
    form,
    values: () => ({
      words: words.value,
      after: after.value,
      before: before.value,
      section: section.value,
      author: author.value,
      outlets: chosen(),
    }),
    offer(view) {
      for (const field of [after, before]) [field.min, field.max] = [view.first, view.last];
      patch(outlets, view.outlets.map((name) => [name, name, outletNode]));
      patch(sections, view.sections.map((name) => [name, name, (value) => el("option", { value })]));
      patch(authors, view.authors.map((name) => [name, name, (value) => el("option", { value })]));
      section.parentElement.hidden = !view.sections.length;
      author.parentElement.hidden = !view.authors.length;
      outlets.parentElement.hidden = !view.outlets.length;
    },
    limit(first, last, outlet) {
      clear();
      words.value = "";
      [after.value, before.value] = [first, last];
      for (const box of outlets.querySelectorAll("input")) box.checked = outlet !== "" && box.value === outlet;
      limited();
    },
  };
}

function outletNode(name) {
  return el("label", {}, el("input", { type: "checkbox", value: name }), el("span", {}, name));
}

function button(text, onclick, attributes = {}) {
  return el("button", { type: "button", ...attributes, onclick }, text);
}

function headNode(heading, about, words) {
  const ask = () => document.dispatchEvent(new CustomEvent("onrecord:ask", { detail: { question: words } }));
  return el(
    "div",
    {},
    el("h3", {}, heading, words && " with ", words && el("q", {}, words)),
    el("p", { role: "status" }, about),
    words && button("Ask this as a question", ask, { class: "ask" }),
  );
}

function entryNode(one, look) {
  const node = el("li", { class: "entry" });
  const open = (event) => {
    window.onrecord.opener = event.currentTarget;
    const detail = one.revision ? { article: one.article, revision: one.revision, start: one.start, end: one.end } : { article: one.article };
    document.dispatchEvent(new CustomEvent("onrecord:open", { detail }));
  };
  const plain = () => {
    node.replaceChildren(
      el("h4", {}, button(one.title, open, { class: "headline" })),
      el("p", { class: "where" }, one.byline, one.section && ` · ${one.section}`),
    );
    if (one.pieces.length) node.append(el("p", { class: "passage" }, one.before && "… ", ...pieceNodes(one.pieces), one.after && " …"));
    if (one.also) node.append(el("p", { class: "where" }, one.also));
    if (look) node.append(button("Remove", sure, { class: "remove", "aria-label": `Remove: ${one.title}` }));
  };
  const back = () => {
    plain();
    node.querySelector(".remove").focus();
  };
  const sure = () => {
    const gone = () =>
      look({ act: "remove", id: one.article, focus: () => document.querySelector("#archive .removed button")?.focus() });
    const keep = button("Keep it", back);
    node.replaceChildren(
      el("p", { class: "sure" }, "Remove “", el("span", {}, one.title), "” from the archive? No answer will quote it. It can be brought back until the archive is compacted."),
      el("div", { class: "acts" }, button("Remove", gone, { class: "gone" }), keep),
    );
    keep.focus();
  };
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || node.querySelector(".headline")) return;
    event.preventDefault(); // what is given up is this, and no panel
    back();
  });
  plain();
  return node;
}

function removedNode(one, look) {
  const undo = () => look({ act: "restore", id: one.id, focus: () => document.querySelector("#archive .list-head").focus() });
  return el(
    "li",
    {},
    el("span", {}, "Removed: ", el("span", { class: "name" }, one.title)),
    button("Undo", undo, { "aria-label": `Undo: bring back ${one.title}` }),
  );
}

function pagesNode([place, more, step], look) {
  const to = (start) => () =>
    look({
      place: start,
      focus: () => {
        const head = document.querySelector("#archive .list-head");
        head.focus({ preventScroll: true });
        head.scrollIntoView({ block: "start" });
      },
    });
  return el(
    "nav",
    { "aria-label": "Pages of the list" },
    place > 0 && button("Back", to(Math.max(0, place - step)), { class: "back" }),
    more && button("More", to(place + step), { class: "more" }),
  );
}
