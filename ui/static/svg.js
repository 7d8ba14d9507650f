// Drawings built from numbers. Positions are shares of a drawing's width and height, so that it fits wherever it stands.

const SPACE = "http://www.w3.org/2000/svg";

export function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export const percent = (share) => `${(100 * share).toFixed(3)}%`;
