// Two days that limit a search, as the browser's own date fields.

export function dates(element, send, props, watch) {
  const fields = [...element.querySelectorAll("input")];

  const show = () => {
    const { first = "", last = "", ...days } = props.value ?? {};
    for (const field of fields) {
      field.min = first;
      field.max = last;
      if (field !== document.activeElement) field.value = days[field.name] ?? "";
    }
  };

  for (const field of fields) {
    field.addEventListener("change", () => {
      props.value = { ...props.value, [field.name]: field.value };
      send.input({});
    });
  }
  watch("value", show);
  show();
  sayWhetherOpen(element.closest("#filters"));
}

// Gradio's accordion shows whether it is open, but does not say so.
function sayWhetherOpen(filters) {
  const button = filters?.querySelector("button.label-wrap");
  if (!button) return;
  const say = () => button.setAttribute("aria-expanded", String(button.classList.contains("open")));
  new MutationObserver(say).observe(button, { attributeFilter: ["class"] });
  say();
}
