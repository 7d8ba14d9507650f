// Elements built from text. Nothing here reads markup: what an article says becomes text nodes and nothing else.

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (name === "onclick") made.addEventListener("click", value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

export function button(text, onclick, attributes = {}) {
  return el("button", { type: "button", ...attributes, onclick }, text);
}

const TAGS = { quote: "mark", focus: "strong" };

// Pieces of text as nodes. Neighbouring pieces of a quote share one mark, so that it reads as one.
export function pieceNodes(pieces) {
  const nodes = [];
  for (const { kind, text } of pieces) {
    if (kind === "text") {
      nodes.push(document.createTextNode(text));
      continue;
    }
    let mark = nodes.at(-1);
    if (!(mark instanceof HTMLElement)) nodes.push((mark = el(TAGS.quote)));
    mark.append(kind === "focus" ? el(TAGS.focus, {}, text) : text);
  }
  return nodes;
}

// Brings `parent` up to date: `parts` is a list of [key, data, build]. A part whose data has not changed keeps its
// element, and with it the focus, the selection and an animation that has run.
export function patch(parent, parts) {
  const kept = new Map([...parent.children].map((child) => [child.dataset.part, child]));
  let place = 0;
  for (const [key, data, build] of parts) {
    const stamp = JSON.stringify(data);
    let child = kept.get(key);
    if (!child || child.stamp !== stamp) {
      const made = build(data);
      made.dataset.part = key;
      made.stamp = stamp;
      if (child) child.replaceWith(made);
      child = made;
    }
    kept.delete(key);
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
    place += 1;
  }
  for (const left of kept.values()) left.remove();
}
