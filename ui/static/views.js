// The three views of the page: which one is shown, and the browser's history of them. `#story` at the end of an address
// names one; without, it is the first.

const VIEWS = ["ask", "story", "archive"];
const NAMES = { story: "Story", archive: "Archive" };
const root = document.documentElement;
const places = {}; // by view, where its reader was

const named = () => VIEWS.find((name) => `#${name}` === window.location.hash) ?? VIEWS[0];

export function show(name) {
  if (!VIEWS.includes(name) || name === root.dataset.view) return;
  window.history.pushState(null, "", name === VIEWS[0] ? window.location.pathname + window.location.search : `#${name}`);
  turn(name);
}

export function masthead(element, send) {
  element.querySelector("nav").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return; // in a tab of its own
    event.preventDefault(); // a browser would go to the element of that name as well
    show(link.hash.slice(1));
  });
  element.querySelector("#fresh").addEventListener("click", () => {
    show("ask");
    send.submit({});
  });
  const fit = () => window.requestAnimationFrame(window.onrecord.fit);
  new ResizeObserver(fit).observe(element.querySelector(".bar")); // with the window it grows, and with the type
  mark();
}

function turn(name) {
  if (name === root.dataset.view) return;
  places[root.dataset.view] = window.scrollY;
  root.dataset.view = name;
  mark();
  window.scrollTo({ top: places[name] ?? 0, behavior: "instant" });
  document.dispatchEvent(new CustomEvent("onrecord:view", { detail: name }));
}

// What the head of the page and the title of the window say of the view.
function mark() {
  const name = root.dataset.view;
  document.title = NAMES[name] ? `${NAMES[name]} · onrecord` : "onrecord";
  for (const link of document.querySelectorAll("#masthead nav a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

window.history.scrollRestoration = "manual";
window.addEventListener("popstate", () => turn(named()));
document.addEventListener("onrecord:opened", () => show("ask")); // a conversation that was taken up again
turn(named());
