// Text into the clipboard; whether it got there.

import { el } from "./dom.js";

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text); // not a secure address, or not allowed
  }
}

// The older way: a field that nobody sees is selected, and the browser copies the selection.
function copySelected(text) {
  const before = document.activeElement;
  const field = el("textarea", { readonly: true, "aria-hidden": "true", style: "position: fixed; top: 0; opacity: 0" });
  field.value = text;
  document.body.append(field);
  field.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    // then it cannot be copied
  }
  field.remove();
  before?.focus?.({ preventScroll: true });
  return done;
}
