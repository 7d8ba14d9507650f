// The panels beside the page. One is open at a time; on a narrow screen it covers the page.

export const narrow = () => document.documentElement.classList.contains("narrow");

const PANELS = ["source", "shelf", "settings"];
const OPEN = PANELS.map((name) => `#${name} .${name}:not([hidden])`).join();
const BEHIND = "#masthead, #conversation, #composer, #story, #archive";

// What a panel covers can be neither reached nor read out.
export function covered() {
  const covers = document.querySelector(OPEN) !== null && narrow();
  for (const behind of document.querySelectorAll(BEHIND)) behind.inert = covers;
}

// A panel says that it opens, and the others close.
export function opening(name) {
  document.dispatchEvent(new Event(`onrecord:${name}`));
}

export function onOther(name, close) {
  for (const other of PANELS) if (other !== name) document.addEventListener(`onrecord:${other}`, close);
}

export function onEscape(close) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
}

document.addEventListener("onrecord:fit", covered);
