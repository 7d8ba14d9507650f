// Other articles that print what is shown.

import { button, el } from "./dom.js";

export function alsoNode(also) {
  if (!also) return null;
  const places = also.places.flatMap(({ article, byline }, place) => {
    const open = (event) => {
      window.onrecord.opener = event.currentTarget;
      document.dispatchEvent(new CustomEvent("onrecord:open", { detail: { article } }));
    };
    return [place ? "; " : "", button(byline, open, { class: "copy-of" })];
  });
  return el("span", { class: "also" }, "Also in ", ...places, also.more ? `; ${also.more} more` : "");
}
