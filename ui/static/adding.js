// Adding to the archive: files by drop and by button, addresses of the web, feeds; how far it is, and what came of it.

import { el, patch } from "./dom.js";
import { add, chosen, dropped, send, stop } from "./sending.js";

const OFTEN = 4000; // milliseconds between two looks at the archive while it grows

// `changed` is called when the archive holds something else; `unsubscribe` with the address of a feed.
export function adding(changed, unsubscribe) {
  const panel = el("section", { class: "adding", id: "archive-adding", "aria-label": "Add articles", hidden: true });
  const files = el("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", "aria-label": "Files to add" });
  const folder = el("input", { type: "file", webkitdirectory: true, hidden: true, tabindex: "-1", "aria-label": "A folder to add" });
  const addresses = el("textarea", { rows: "2", spellcheck: "false", "aria-describedby": "archive-addresses-how" });
  const subscribed = el("div", { class: "feeds" });
  const status = el("p", { class: "doing", role: "status" });
  const progress = el("div", { class: "progress", hidden: true }, status);
  const state = { busy: false, largest: Infinity, refused: [], looked: 0, before: "", abort: null };

  const drop = el(
    "div",
    { class: "drop" },
    el("p", { class: "words" }, "Drop files or folders here"),
    el(
      "div",
      { class: "acts" },
      button("Choose files", () => files.click(), "choose-files"),
      "webkitdirectory" in files && button("Choose a folder", () => folder.click(), "choose-folder"),
      files,
      folder,
    ),
    el(
      "p",
      { class: "how" },
      "Web pages, text, Markdown, Word, PDF, e‑mail, feeds, JSON, CSV, Parquet, agencies’ XML and WARC, packed or not. A file of a name that was added before is taken for a new version of that one.",
    ),
  );
  const form = el(
    "div",
    { class: "addresses" },
    el("label", {}, el("span", {}, "Web addresses, one on a line"), addresses),
    el(
      "div",
      { class: "acts" },
      button("Add", () => fetched(false), "add-addresses"),
      button("Subscribe to feeds", () => fetched(true), "subscribe"),
    ),
    el(
      "p",
      { class: "how", id: "archive-addresses-how" },
      "Pages, feeds, sitemaps and files. They are fetched now, from public addresses alone: this is the one thing here that leaves this machine.",
    ),
  );
  panel.append(el("h3", {}, "Add articles"), progress, el("div", { class: "ways" }, drop, el("div", {}, form, subscribed)));

  for (const field of [files, folder]) {
    field.addEventListener("change", () => {
      const given = chosen(field.files);
      field.value = "";
      sendAll(given);
    });
  }

  function fetched(feeds) {
    const named = addresses.value.split(/\s+/).filter(Boolean);
    if (!named.length) {
      addresses.focus();
      return;
    }
    begin({ addresses: named, feeds }, () => (addresses.value = ""));
  }

  async function sendAll(given) {
    if (!given.length || state.busy) return;
    busy(true);
    state.refused = [];
    state.abort = new AbortController();
    const sent = [];
    try {
      for (const [place, one] of given.entries()) {
        working(`Sending ${place + 1} of ${given.length}: ${one.name}`, place / given.length);
        try {
          const large = one.file.size > state.largest && `At most ${Math.floor(state.largest / 1e6)} MB are taken in one file.`;
          const { file, refused } = large ? { refused: large } : await send(one, state.abort.signal);
          if (refused) refuse(refused, one.name);
          else sent.push(file);
        } catch (error) {
          if (error.name === "AbortError" || error.status === 403) throw error;
          refuse(error.message, one.name);
        }
      }
    } catch (error) {
      busy(false);
      ended(error.name === "AbortError" ? "Stopped. Nothing was added." : error.message, error.name !== "AbortError");
      return;
    }
    busy(false);
    if (sent.length) begin({ files: sent });
    else ended("Nothing was added.", true);
  }

  function refuse(reason, name) {
    const known = state.refused.find((one) => one.reason === reason);
    if (!known) state.refused.push({ reason, count: 1, places: [name] });
    else if ((known.count += 1) <= 3) known.places.push(name);
  }

  async function begin(what, accepted = () => {}) {
    if (state.busy) return;
    busy(true);
    if (!what.files) state.refused = [];
    state.abort = null;
    state.before = "";
    let last = null;
    working("Beginning…", null);
    try {
      await add(what, (view) => {
        if (!last) accepted();
        last = view;
        if (view.stage === "adding") shown(view);
      });
      busy(false);
      if (last && last.stage !== "adding") summed(last);
      else ended("The server ended before it was done. What was added stands.", true);
    } catch (error) {
      busy(false);
      ended(error.message, true);
    }
    changed();
  }

  // ---- what is shown of it ------------------------------------------------------------------------------------------

  function busy(now) {
    state.busy = now;
    for (const one of panel.querySelectorAll(".ways button, textarea")) one.disabled = now;
    window.removeEventListener("beforeunload", leaving);
    if (now) window.addEventListener("beforeunload", leaving);
  }

  function working(text, part) {
    progress.hidden = false;
    status.textContent = text;
    parts([["bar", part, bar], ["stop", true, stopNode]]);
  }

  function shown(view) {
    const now = view.doing ? `Adding: ${view.doing}` : "Adding…";
    if (status.textContent !== now) status.textContent = now;
    parts([["bar", view.part, bar], ["counts", counted(view), counts], ["stop", true, stopNode], ...faults(view)]);
    const held = `${view.added} ${view.updated} ${view.withdrawn}`;
    if (held !== state.before && held !== "0 0 0" && Date.now() - state.looked > OFTEN) {
      state.looked = Date.now();
      state.before = held;
      changed();
    }
  }

  function summed(view) {
    const words = { done: "Done.", stopped: "Stopped. What was added stands.", failed: view.message }[view.stage];
    const focused = progress.contains(document.activeElement);
    progress.hidden = false;
    status.textContent = words;
    status.classList.toggle("fault", view.stage === "failed");
    parts([["counts", counted(view), counts], ...faults(view), ["close", true, closeNode]]);
    if (focused) progress.querySelector(".close").focus();
  }

  function ended(words, fault) {
    progress.hidden = false;
    status.textContent = words;
    status.classList.toggle("fault", fault);
    parts([...faults(null), ["close", true, closeNode]]);
  }

  function parts(list) {
    patch(progress, [["doing", "", () => status], ...list]);
  }

  function faults(view) {
    const all = [...(view?.rejects ?? []), ...state.refused];
    const list = [];
    if (view?.notes.length) list.push(["notes", view.notes, (notes) => el("ul", { class: "notes" }, ...notes.map((note) => el("li", {}, note)))]);
    if (all.length) list.push(["rejects", [all, (view?.rejected ?? 0) + refused()], ([some, count]) => rejects(some, count)]);
    return list;
  }

  function refused() {
    return state.refused.reduce((sum, one) => sum + one.count, 0);
  }

  function counted(view) {
    const known = { ...view, rejected: view.rejected + refused() };
    const told = ["added", "updated", "unchanged", "withdrawn", "rejected"].filter((name) => known[name] || name === "added");
    return [["read", view.read], ...told.map((name) => [name, known[name]])];
  }

  function bar(part) {
    const made = el("progress", { max: "1", "aria-label": "Progress" });
    if (part !== null) made.value = part;
    return made;
  }

  function stopNode() {
    return button("Stop", () => (state.abort ? state.abort.abort() : stop()), "stop");
  }

  function closeNode() {
    const hide = () => {
      progress.hidden = true;
      panel.querySelector(".drop button").focus();
    };
    return button("Close", hide, "close");
  }

  function leaving(event) {
    event.preventDefault(); // with the page, the addition ends
  }

  return {
    panel,
    state,
    give: async (transfer) => sendAll(await dropped(transfer)),
    show(view) {
      state.largest = view.largest;
      patch(subscribed, view.feeds.length ? [["head", view.feeds.length, () => feedsHead(() => begin({ feeds: true }))], ["list", view.feeds, (all) => feedList(all, unsubscribe)]] : []);
    },
  };
}

function counts(pairs) {
  return el("dl", { class: "counts" }, ...pairs.map(([name, count]) => el("div", {}, el("dt", {}, name), el("dd", {}, count.toLocaleString("en")))));
}

function rejects(all, count) {
  const items = all.map((one) => {
    const places = [...one.places, ...(one.count > one.places.length ? ["…"] : [])].join(", ");
    return el("li", {}, el("span", { class: "reason" }, one.reason), " ", el("span", { class: "places" }, one.count > 1 ? `${one.count}: ${places}` : places));
  });
  return el(
    "details",
    { class: "rejects", open: all.length < 6 },
    el("summary", {}, `${count.toLocaleString("en")} rejected, and why`),
    el("ul", {}, ...items),
  );
}

function feedsHead(read) {
  return el("div", { class: "feeds-head" }, el("h4", {}, "Feeds"), button("Read them now", read, "read-feeds"));
}

function feedList(all, unsubscribe) {
  const items = all.map((one) =>
    el(
      "li",
      {},
      el("p", { class: "title" }, one.title),
      el("p", { class: "about" }, one.about),
      button("Unsubscribe", () => unsubscribe(one.url), "unsubscribe", `Unsubscribe: ${one.title}`),
    ),
  );
  return el("ul", {}, ...items);
}

function button(text, onclick, name, label) {
  return el("button", { type: "button", class: name, "aria-label": label, onclick }, text);
}
