// A question changed where it stands. What followed it is asked no more: the conversation goes on from before it.

import { button, el } from "./dom.js";

export function edit(turn, view, ask) {
  const place = turn.querySelector(".question");
  const open = place.querySelector("textarea");
  if (open) {
    open.focus();
    return;
  }
  const opener = document.activeElement?.dataset.act;
  const before = [...place.childNodes];
  const words = el("textarea", { rows: "2", "aria-label": "The question, to be changed" });
  words.value = view.question;

  const back = () => {
    place.replaceChildren(...before);
    turn.querySelector(`[data-act="${opener ?? "edit"}"]`)?.focus({ preventScroll: true });
  };
  const done = () => {
    if (!words.value.trim()) {
      words.focus();
      return;
    }
    const question = words.value;
    back();
    ask(question);
  };
  words.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      done();
    } else if (event.key === "Escape") {
      event.preventDefault(); // what is given up is this, and no panel
      event.stopPropagation();
      back();
    }
  });
  const later = turn.matches(".turn:has(~ .turn)");
  place.replaceChildren(
    words,
    el(
      "p",
      { class: "aside" },
      later
        ? "What was asked after it is asked no more. The conversation as it is now stays under Conversations."
        : "The conversation as it is now stays under Conversations.",
    ),
    el("p", { class: "buttons" }, button("Ask", done, { class: "main" }), button("Cancel", back)),
  );
  words.focus();
  words.setSelectionRange(words.value.length, words.value.length);
  place.scrollIntoView({ block: "nearest" });
}
