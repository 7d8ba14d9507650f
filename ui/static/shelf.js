// The conversations that are kept: found, opened, renamed, deleted, taken away. All of it is the server's to do.

import { el, patch } from "./dom.js";
import { covered, narrow, onEscape, onOther, opening } from "./panels.js";

const PAUSE = 200; // milliseconds without a key, after which a search begins
const FORMS = [["md", "Markdown"], ["html", "HTML"], ["json", "JSON"]];

export function shelf(element, send, props, watch) {
  const panel = element.querySelector(".shelf");
  const toggles = () => document.querySelector("#open-shelf");
  const words = el("input", { type: "search", "aria-label": "Search in conversations", placeholder: "Search names and questions", autocomplete: "off" });
  const found = el("p", { class: "found", role: "status" });
  const told = el("div", { class: "told", role: "alert" });
  const list = el("ul", { class: "list" });
  const damaged = el("div", { class: "damaged" });
  let waiting; // for the next key of a search
  let after = null; // the conversation that is to have the focus when the list is there

  const ask = (act) => send.submit({ words: words.value, ...act });
  const refresh = () => panel.hidden || ask({ act: "list" });

  const shown = (open) => {
    panel.hidden = !open;
    document.documentElement.classList.toggle("shelf-open", open);
    toggles()?.setAttribute("aria-expanded", String(open));
    covered();
  };
  const open = () => {
    opening("shelf");
    shown(true);
    refresh();
    words.focus();
  };
  const leave = () => !panel.hidden && shown(false);
  const close = () => {
    if (panel.hidden) return;
    const writing = document.activeElement?.closest("#composer"); // who types a question goes on typing
    shown(false);
    if (!writing) toggles()?.focus();
  };

  const show = () => {
    const view = props.value;
    if (!view || view.words !== words.value) return; // a search that has been typed on
    found.textContent = [view.said, view.found].filter(Boolean).join(" ");
    told.replaceChildren(...[view.failed, view.note].filter(Boolean).map((text) => el("p", {}, text)));
    patch(list, view.kept.map((one) => [one.id, one, (data) => item(data, act)]));
    damaged.replaceChildren(...view.damaged.map((text) => el("p", {}, text)));
    if (after !== null) (list.querySelector(`[data-part="${after}"] .name`) ?? words).focus();
    after = null;
  };
  const act = (what) => {
    if (what.act !== "open") after = what.id;
    ask(what);
  };

  panel.append(
    el(
      "div",
      { class: "shelf-bar" },
      el("h2", {}, "Conversations"),
      el("button", { type: "button", class: "close", onclick: close }, "Close"),
    ),
    el("div", { class: "search" }, words),
    el("div", { class: "body" }, found, told, list, damaged),
  );
  words.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(refresh, PAUSE);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#open-shelf")) (panel.hidden ? open : close)();
  });
  onEscape(close);
  document.addEventListener("onrecord:asked", refresh);
  onOther("shelf", leave);
  document.addEventListener("onrecord:opened", () => narrow() && leave());
  watch("value", show);
  const button = toggles();
  button?.setAttribute("aria-expanded", "false");
  button?.setAttribute("aria-controls", panel.id);
}

function button(text, onclick, attributes = {}) {
  return el("button", { type: "button", ...attributes, onclick }, text);
}

function item(one, act) {
  const node = el("li", { class: one.current ? "current" : undefined });
  const plain = () => {
    const saved = FORMS.map(([form, name]) =>
      el("a", { href: `/conversations/${one.id}/${form}`, download: "", "aria-label": `Save as ${name}: ${one.name}` }, name),
    );
    node.replaceChildren(
      button(one.name, () => act({ act: "open", id: one.id }), { class: "name", "aria-current": one.current ? "true" : undefined }),
      el("p", { class: "about" }, one.about),
      el(
        "details",
        {},
        el("summary", { "aria-label": `More: ${one.name}` }, "More"),
        el(
          "div",
          { class: "acts" },
          button("Rename", rename, { "aria-label": `Rename: ${one.name}` }),
          button("Delete", remove, { "aria-label": `Delete: ${one.name}` }),
          el("span", { class: "save" }, el("span", {}, "Save as"), ...saved),
        ),
      ),
    );
  };
  const back = () => {
    plain();
    node.querySelector(".name").focus();
  };
  const rename = () => {
    const name = el("input", { type: "text", maxlength: "200", "aria-label": `Name of the conversation: ${one.name}` });
    name.value = one.name;
    const save = () => act({ act: "rename", id: one.id, name: name.value });
    name.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) save();
    });
    node.replaceChildren(name, el("div", { class: "acts" }, button("Save", save), button("Cancel", back)));
    name.select();
  };
  const remove = () => {
    const keep = button("Keep it", back);
    node.replaceChildren(
      el("p", { class: "sure" }, "Delete “", el("span", {}, one.name), "” for good?"),
      el("div", { class: "acts" }, button("Delete", () => act({ act: "delete", id: one.id })), keep),
    );
    keep.focus();
  };
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || node.querySelector(".name")) return;
    event.preventDefault(); // what is given up is this, not the panel
    back();
  });
  plain();
  return node;
}
