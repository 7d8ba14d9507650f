// The story of a subject: what was printed of it, day by day and outlet by outlet.

import { el } from "./dom.js";

export function story(element) {
  const section = element.querySelector(".story");
  section.append(
    el("h2", {}, "No story yet"),
    el("p", {}, "Ask a question, and what was printed about its subject is shown here, day by day."),
  );
}
