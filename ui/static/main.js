// What the page draws itself. Gradio's components call these by name when they are ready.

import { conversation } from "./conversation.js";
import { dates } from "./dates.js";
import { source } from "./source.js";

window.onrecord = { conversation, dates, source, opener: null };
