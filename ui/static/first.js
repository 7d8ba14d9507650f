// How the page looks by its reader's wish, before anything is drawn: no module, so that nothing is painted without it.

(() => {
  const root = document.documentElement;
  const LEAST = { tight: 75, narrow: 56.25, slim: 40 }; // how wide the page has to be not to be so, in its own type
  const set = (name, value, known) => {
    if (known.includes(value)) root.dataset[name] = value;
    else delete root.dataset[name];
  };
  const fit = () => {
    const rem = parseFloat(window.getComputedStyle(root).fontSize);
    for (const [name, least] of Object.entries(LEAST)) root.classList.toggle(name, window.innerWidth < least * rem);
    document.dispatchEvent(new Event("onrecord:fit"));
  };
  const look = (wished) => {
    set("theme", wished?.theme, ["light", "dark"]);
    set("size", wished?.size, ["90", "120", "150", "200"]);
    fit();
  };
  fit();
  try {
    look(JSON.parse(window.localStorage.getItem("onrecord")));
  } catch {
    // what is kept there cannot be read, or nothing may be kept: the page looks as it does to everyone
  }
  window.onrecord = { fit, look, opener: null };
})();
