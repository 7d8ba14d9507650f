"use strict";
{
  const told = JSON.parse(document.getElementById("told").textContent);
  const section = document.getElementById("cases");
  const rows = section.querySelector("tbody");
  const status = section.querySelector(".status");
  const find = section.querySelector("input");
  const filters = [...section.querySelectorAll(".filters button")];
  const labels = [...section.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  const [back, on] = section.querySelectorAll(".pages button");

  // Elements built from text: what a question or an article says becomes text nodes and nothing else.
  const el = (tag, name, ...children) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(...children.filter((child) => child !== undefined && child !== ""));
    return made;
  };

  const byline = (of) => (of.byline ? el("span", "byline", of.byline) : "");
  const passage = (of) => (of.excerpt ? el("bdi", "", of.excerpt) : "");
  const title = (of) => el("span", "title", of.title);

  const question = (one) => [
    el("p", "asks", one.question),
    one.asked ? el("p", "aside", `Asked ${one.asked}`) : "",
    one.query ? el("p", "aside", `Understood as: ${one.query}`) : "",
    el("p", "aside", el("code", "", one.id)),
  ];

  const expected = (one) => [
    one.nothing ? el("p", "none", "Nothing answers it") : "",
    one.expected ? el("ul", "", ...one.expected.map((text) => el("li", "", text))) : "",
  ];

  const hits = (one) => [
    el("ol", "hits", ...(one.hits ?? []).map((hit) => el("li", "", el("p", "", title(hit), el("span", "where", byline(hit), passage(hit)))))),
  ];

  const answered = (one) => {
    const parts = [];
    if (one.declined) parts.push(el("p", "none", one.quote ? "Declined; it would have answered" : "Declined"));
    if (one.said) parts.push(el("p", "said", one.said));
    if (one.quote) {
      const { before, marked, after } = one.quote;
      parts.push(el("blockquote", "", before, marked ? el("mark", "", marked) : "", after));
    }
    if (one.source) parts.push(el("p", "source", byline(one.source), title(one.source)));
    if (one.more) parts.push(el("p", "aside", one.more === 1 ? "and one more quote" : `and ${one.more} more quotes`));
    return parts;
  };

  const cells = [
    ["question", question],
    ["expected", expected],
    told.hits ? ["answered", hits] : ["answered", answered],
    ...(told.hits ? [] : [["number short", (one) => [one.confidence ?? ""]]]),
    ["outcome short", (one) => [one.lost ? el("span", "lost", one.lost) : el("span", "", one.verdict ?? "")]],
    ["number short", (one) => [one.score ?? ""]],
  ];

  const row = (one) => {
    const made = el("tr", "");
    made.setAttribute("role", "row");
    cells.forEach(([name, build], place) => {
      const cell = el("td", name, ...build(one));
      cell.setAttribute("role", "cell");
      cell.dataset.label = labels[place];
      made.append(cell);
    });
    return made;
  };

  const words = (one) =>
    [one.id, one.question, one.query, ...(one.expected ?? []), one.said]
      .concat(one.quote ? one.quote.before + one.quote.marked + one.quote.after : "")
      .concat([one.source, ...(one.hits ?? [])].flatMap((of) => (of ? [of.title, of.byline, of.excerpt] : [])))
      .join("\n")
      .toLowerCase();
  const searched = new Map(told.cases.map((one) => [one, words(one)]));

  let show = filters.find((button) => button.getAttribute("aria-pressed") === "true").dataset;
  let page = 0;

  const draw = () => {
    const wanted = find.value.trim().toLowerCase();
    const kept = told.cases.filter(
      (one) =>
        (show.show === "all" || (show.show === "lost" ? one.lost : one.lost === show.step)) &&
        searched.get(one).includes(wanted),
    );
    const pages = Math.max(1, Math.ceil(kept.length / told.page));
    page = Math.min(Math.max(page, 0), pages - 1);
    const first = page * told.page;
    const shown = kept.slice(first, first + told.page);
    rows.replaceChildren(...shown.map(row));
    const many = kept.length.toLocaleString("en");
    status.textContent = kept.length
      ? `${(first + 1).toLocaleString("en")} to ${(first + shown.length).toLocaleString("en")} of ${many}, worst first`
      : "No question matches.";
    section.querySelector(".pages").hidden = pages === 1;
    section.querySelector(".pages span").textContent = `Page ${page + 1} of ${pages}`;
    back.setAttribute("aria-disabled", page === 0);
    on.setAttribute("aria-disabled", page === pages - 1);
  };

  const turn = (by) => {
    const before = page;
    page += by;
    draw();
    if (page !== before) section.querySelector(".bar").scrollIntoView();
  };

  back.addEventListener("click", () => turn(-1));
  on.addEventListener("click", () => turn(1));
  find.addEventListener("input", () => {
    page = 0;
    draw();
  });
  for (const button of filters) {
    button.addEventListener("click", () => {
      for (const other of filters) other.setAttribute("aria-pressed", other === button);
      show = button.dataset;
      page = 0;
      draw();
    });
  }
  for (const control of section.querySelectorAll(".filters, .find")) control.hidden = false;
  draw();
}
