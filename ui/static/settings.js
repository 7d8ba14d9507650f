// The settings: how the page looks, and what every question is asked with. They are kept in this browser; what concerns
// answers is sent with each question, and checked where it is used.

import { el } from "./dom.js";
import { describe } from "./keys.js";
import { forget, keep, kept } from "./kept.js";
import { covered, onEscape, onOther, opening } from "./panels.js";

const THEMES = [["", "As the system"], ["light", "Light"], ["dark", "Dark"]];
const SIZES = [["90", "Small"], ["", "Normal"], ["120", "Large"], ["150", "Larger"], ["200", "Largest"]];
const OF_ANSWERS = ["risk", "quotes", "after", "before", "outlets"];

// What is sent with a question.
export function wishes() {
  return { chosen: Object.fromEntries(OF_ANSWERS.filter((name) => name in kept()).map((name) => [name, kept()[name]])) };
}

export function settings(element, send, props, watch) {
  const panel = element.querySelector(".settings");
  const body = el("div", { class: "body" });
  const button = document.querySelector("#open-settings");
  let offered = null; // by the server: what there is to choose from

  const shown = (open) => {
    panel.hidden = !open;
    document.documentElement.classList.toggle("settings-open", open);
    button?.setAttribute("aria-expanded", String(open));
    covered();
  };
  const open = () => {
    opening("settings");
    draw();
    shown(true);
    panel.querySelector(".close").focus();
  };
  const close = () => {
    if (panel.hidden) return;
    shown(false);
    button?.focus();
  };
  const chosen = (changes) => {
    keep(changes);
    props.value = wishes();
    if (Object.keys(changes).some((name) => OF_ANSWERS.includes(name))) send.submit({});
  };
  const reset = () => {
    forget();
    props.value = wishes();
    send.submit({});
    draw();
    body.querySelector(".reset").focus();
    body.querySelector(".done").textContent = "Everything is as it was at first.";
  };
  const draw = () => body.replaceChildren(...looks(chosen), ...(offered ? answers(offered, chosen) : []), ...ends(reset), ...(offered ? [place(offered)] : []));

  panel.append(
    el("div", { class: "settings-bar" }, el("h2", {}, "Settings"), el("button", { type: "button", class: "close", onclick: close }, "Close")),
    body,
  );
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#open-settings")) (panel.hidden ? open : close)();
  });
  onEscape(close);
  onOther("settings", () => !panel.hidden && shown(false));
  button?.setAttribute("aria-expanded", "false");
  button?.setAttribute("aria-controls", panel.id);
  watch("value", () => {
    if (!props.value?.levels) return; // what was set here
    offered = props.value;
    props.value = wishes();
    if (!panel.hidden) draw();
  });
  props.value = wishes();
}

function looks(chosen) {
  return [
    one("Theme", "theme", THEMES, kept().theme ?? "", (value) => chosen({ theme: value || undefined })),
    one("Text size", "size", SIZES, kept().size ?? "", (value) => chosen({ size: value || undefined })),
  ];
}

function answers(offered, chosen) {
  const wished = kept();
  const levels = offered.levels.map(({ risk, word, meaning }) => [String(risk), word, meaning]);
  const quotes = [["", "As the question needs", "Up to three; six where a list is asked for."], ...offered.quotes.map((most) => [String(most), most === 1 ? "One" : `Up to ${most}`])];
  const risk = levels.some(([value]) => value === String(wished.risk)) ? String(wished.risk) : String(offered.usual);
  return [
    one("How sure an answer must be", "risk", levels, risk, (value) => chosen({ risk: Number(value) === offered.usual ? undefined : Number(value) })),
    one("Quotes of an answer", "quotes", quotes, String(wished.quotes ?? ""), (value) => chosen({ quotes: value ? Number(value) : undefined })),
    limits(offered, chosen),
  ];
}

// What questions are limited to at first; the fields below the question say so, and change it for the moment.
function limits(offered, chosen) {
  const wished = kept();
  const named = new Set(Array.isArray(wished.outlets) ? wished.outlets : []);
  const dates = [["after", "Published from"], ["before", "Published until"]].map(([name, words]) => {
    const input = el("input", { type: "date", min: offered.first, max: offered.last });
    input.value = wished[name] ?? "";
    input.addEventListener("change", () => chosen({ [name]: input.value || undefined }));
    return el("label", { class: "date" }, el("span", {}, words), input);
  });
  const outlets = offered.outlets.map((name) => {
    const input = el("input", { type: "checkbox", checked: named.has(name) });
    input.addEventListener("change", () => {
      if (input.checked) named.add(name);
      else named.delete(name);
      chosen({ outlets: named.size ? [...named] : undefined });
    });
    return el("label", {}, input, el("span", {}, name));
  });
  return el(
    "fieldset",
    {},
    el("legend", {}, "Dates and outlets by default"),
    el("p", { class: "meaning" }, "What a question is limited to, until you say otherwise below it."),
    el("div", { class: "dates" }, ...dates),
    outlets.length > 1 && el("div", { class: "outlets", role: "group", "aria-label": "Outlets" }, ...outlets),
  );
}

function ends(reset) {
  const keys = el("input", { type: "checkbox", checked: kept().keys !== "off" });
  keys.addEventListener("change", () => keep({ keys: keys.checked ? undefined : "off" }));
  return [
    el(
      "fieldset",
      {},
      el("legend", {}, "Keyboard"),
      el("label", {}, keys, el("span", {}, "Single keys, such as / for the question")),
      el("button", { type: "button", class: "plain", onclick: describe }, "Show the keys"),
    ),
    el("div", { class: "resetting" }, el("button", { type: "button", class: "reset", onclick: reset }, "Reset all settings"), el("p", { class: "done", role: "status" })),
  ];
}

function place(offered) {
  return el(
    "section",
    { class: "place", "aria-label": "Archive" },
    el("h3", {}, "This archive"),
    el("p", { class: "archive-name" }, offered.name),
    el("p", {}, offered.holds),
    el("p", { class: "path" }, offered.place),
  );
}

// One of several: `choices` are [value, words, meaning].
function one(words, name, choices, now, act) {
  const explained = choices.some(([, , meaning]) => meaning);
  const known = choices.some(([value]) => value === now); // what is kept there may be anything
  const options = choices.map(([value, said, meaning]) => {
    const input = el("input", { type: "radio", name: `setting-${name}`, value, checked: value === (known ? now : "") });
    input.addEventListener("change", () => act(value));
    return el("label", {}, input, el("span", {}, said, meaning && el("span", { class: "meaning" }, meaning)));
  });
  return el("fieldset", {}, el("legend", {}, words), el("div", { class: `choices${explained ? " explained" : ""}` }, ...options));
}
