// What Gradio queues is told in one stream, which its server closes with the last event that it knows of. What the page
// asks for at that very moment, Gradio's client would wait for in a stream that has ended. Here the stream goes on until
// all that was asked for is over.

const JOIN = "/gradio_api/queue/join";
const DATA = "/gradio_api/queue/data";

const plain = window.fetch.bind(window);
const asking = new Set(); // requests that are not answered
const waiting = new Set(); // events that are queued and not over
const over = new Set(); // events that were over before the page knew of them

window.fetch = (what, given) => {
  const { pathname } = new URL(what.url ?? what, window.location.href);
  if (pathname === JOIN) return joined(plain(what, given));
  return pathname === DATA ? told(new Request(what, given)) : plain(what, given);
};

async function joined(answering) {
  const known = answering
    .then((answer) => answer.clone().json())
    .then(({ event_id: event }) => event && !over.delete(event) && waiting.add(event))
    .catch(() => {}) // what was refused is not waited for
    .finally(() => asking.delete(known));
  asking.add(known);
  await known;
  return answering;
}

async function told(request) {
  const answer = await plain(request);
  if (!answer.ok) return answer;
  const body = new ReadableStream({
    async start(stream) {
      try {
        let last = await passed(answer.body, stream);
        while (last && (await goesOn())) last = await passed((await plain(request)).body, stream);
        if (last) stream.enqueue(last);
        stream.close();
      } catch (error) {
        stream.error(error);
      }
    },
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
}

// Whether anything is waited for when a stream has ended.
async function goesOn() {
  while (asking.size) await Promise.all(asking);
  return waiting.size > 0;
}

// Passes on what a stream tells, all but that it is closed: that is returned when it has ended.
async function passed(body, stream) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const encoder = new TextEncoder();
  let held = "";
  let last = null;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return last;
    const messages = (held + value).split("\n\n");
    held = messages.pop();
    for (const message of messages) {
      const bytes = encoder.encode(`${message}\n\n`);
      if (noted(message) === "close_stream") last = bytes;
      else stream.enqueue(bytes);
    }
  }
}

// What a message is, where that matters here. Views are long, and are not read for it.
function noted(message) {
  if (!message.includes("process_completed") && !message.includes("close_stream")) return "";
  const { msg, event_id: event } = JSON.parse(message.replace(/^data: /, ""));
  if (msg === "process_completed" && !waiting.delete(event)) over.add(event);
  return msg;
}
