// What the page draws itself. Gradio's components call these by name when they are ready.

import { conversation } from "./conversation.js";
import { dates } from "./dates.js";
import { shelf } from "./shelf.js";
import { source } from "./source.js";

const asked = () => document.dispatchEvent(new Event("onrecord:asked"));

window.onrecord = { asked, conversation, dates, shelf, source, opener: null };
