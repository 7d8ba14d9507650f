// How the page looks by its reader's wish, before anything is drawn: no module, so that nothing is painted without it.

(() => {
  const root = document.documentElement;
  const set = (name, value, known) => {
    if (known.includes(value)) root.dataset[name] = value;
    else delete root.dataset[name];
  };
  const look = (wished) => {
    set("theme", wished?.theme, ["light", "dark"]);
    set("size", wished?.size, ["90", "120", "150", "200"]);
  };
  try {
    look(JSON.parse(window.localStorage.getItem("onrecord")));
  } catch {
    // what is kept there cannot be read, or nothing may be kept: the page looks as it does to everyone
  }
  window.onrecord = { look, opener: null };
})();
