// How the page looks and what a question is limited to unless it says otherwise, kept in this browser.

import { el } from "./dom.js";
import { covered, onEscape, onOther, opening } from "./panels.js";

const KEY = "onrecord";
const THEMES = [["", "As the system"], ["light", "Light"], ["dark", "Dark"]];
const SIZES = [["90", "Small"], ["", "Normal"], ["120", "Large"], ["150", "Larger"], ["200", "Largest"]];

export function settings(element) {
  const panel = element.querySelector(".settings");
  const button = document.querySelector("#open-settings");

  const shown = (open) => {
    panel.hidden = !open;
    document.documentElement.classList.toggle("settings-open", open);
    button?.setAttribute("aria-expanded", String(open));
    covered();
  };
  const open = () => {
    opening("settings");
    shown(true);
    panel.querySelector("input")?.focus();
  };
  const close = () => {
    if (panel.hidden) return;
    shown(false);
    button?.focus();
  };

  panel.append(
    el("div", { class: "settings-bar" }, el("h2", {}, "Settings"), el("button", { type: "button", class: "close", onclick: close }, "Close")),
    el("div", { class: "body" }, one("Theme", "theme", THEMES), one("Text size", "size", SIZES)),
  );
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#open-settings")) (panel.hidden ? open : close)();
  });
  onEscape(close);
  onOther("settings", () => !panel.hidden && shown(false));
  button?.setAttribute("aria-expanded", "false");
}

function kept() {
  try {
    return JSON.parse(window.localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function keep(name, value) {
  window.localStorage.setItem(KEY, JSON.stringify({ ...kept(), [name]: value }));
  window.onrecord.look();
}

function one(words, name, choices) {
  const now = kept()[name] ?? "";
  const options = choices.map(([value, said]) => {
    const input = el("input", { type: "radio", name: `setting-${name}`, value, checked: value === now });
    input.addEventListener("change", () => keep(name, value));
    return el("label", {}, input, el("span", {}, said));
  });
  return el("fieldset", {}, el("legend", {}, words), el("div", { class: "choices" }, ...options));
}
