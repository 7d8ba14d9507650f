// Sending to the server what is to be added, and hearing how far it is.

// Files of a drop or a field with the names they have there, folders included; hidden ones are left out.
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return chosen(transfer.files);
  const found = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}

export function chosen(files) {
  return [...files]
    .map((file) => ({ file, name: file.webkitRelativePath || file.name }))
    .filter(({ name }) => !name.split("/").some((step) => step.startsWith(".")));
}

async function walk(entry, found) {
  if (entry.name.startsWith(".")) return;
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.push({ file, name: entry.fullPath.replace(/^\//, "") });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // a hundred at a time
    if (!some.length) return;
    for (const one of some) await walk(one, found);
  }
}

// Sends one file; gives what it is called on the server, or why it is not taken: { file } or { refused }.
export async function send({ file, name }, signal) {
  const answer = await fetch(`/archive/files?name=${encodeURIComponent(name)}`, { method: "POST", body: file, signal });
  return understood(answer);
}

// Begins an addition, and calls `told` with its progress until it has ended.
export async function add(what, told) {
  const answer = await fetch("/archive/add", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(what),
  });
  if (!answer.ok) await understood(answer);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (held + value).split("\n\n");
    held = events.pop();
    for (const event of events) told(JSON.parse(event.replace(/^data: /, "")));
  }
}

export function stop() {
  return fetch("/archive/stop", { method: "POST" });
}

async function understood(answer) {
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  const refusal = new Error(said.error ?? `The server answered ${answer.status}.`);
  refusal.status = answer.status;
  throw refusal;
}
