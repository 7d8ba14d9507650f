// How the page looks by its reader's wish, before anything is drawn: no module, so that nothing is painted without it.

(() => {
  const root = document.documentElement;
  const look = () => {
    let wished = {};
    try {
      wished = JSON.parse(window.localStorage.getItem("onrecord")) ?? {};
    } catch {
      // what is kept there is not ours to read, or nothing may be kept: the page looks as it does to everyone
    }
    if (wished.theme === "light" || wished.theme === "dark") root.dataset.theme = wished.theme;
    else delete root.dataset.theme;
    if (/^\d{2,3}$/.test(wished.size)) root.dataset.size = wished.size;
    else delete root.dataset.size;
  };
  look();
  window.onrecord = { look, opener: null };
})();
