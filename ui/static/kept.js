// What a reader wishes of the page, kept in this browser alone. Where nothing may be kept, it holds until the page is
// left.

const KEY = "onrecord";
let held = read();

function read() {
  try {
    const found = JSON.parse(window.localStorage.getItem(KEY));
    return found && typeof found === "object" && !Array.isArray(found) ? found : {};
  } catch {
    return {};
  }
}

export const kept = () => held;

// Keeps `changes`; a value that is undefined is as if it had never been chosen.
export function keep(changes) {
  write({ ...held, ...changes });
}

export function forget() {
  write({});
}

function write(wishes) {
  held = JSON.parse(JSON.stringify(wishes));
  try {
    if (Object.keys(held).length) window.localStorage.setItem(KEY, JSON.stringify(held));
    else window.localStorage.removeItem(KEY);
  } catch {
    // a browser that keeps nothing
  }
  window.onrecord.look(held);
}

// Another tab has changed it.
window.addEventListener("storage", (event) => {
  if (event.key !== KEY && event.key !== null) return;
  held = read();
  window.onrecord.look(held);
});
