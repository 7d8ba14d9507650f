// The panels beside the conversation. One is open at a time; on a narrow screen it covers the page.

export const NARROW = window.matchMedia("(max-width: 899px)");

// What a panel covers can be neither reached nor read out.
export function covered() {
  const open = document.querySelector("#source .source:not([hidden]), #shelf .shelf:not([hidden])");
  const covers = open !== null && NARROW.matches;
  for (const behind of document.querySelectorAll("#masthead, #conversation, #composer")) behind.inert = covers;
}

export function onEscape(close) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
}

NARROW.addEventListener("change", covered);
