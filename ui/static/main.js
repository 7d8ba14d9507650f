// What the page draws itself. Gradio's components call these by name when they are ready.

import "./queued.js";

import { archive } from "./archive.js";
import { conversation } from "./conversation.js";
import { dates } from "./dates.js";
import { settings, wishes } from "./settings.js";
import { shelf } from "./shelf.js";
import { source } from "./source.js";
import { story } from "./story.js";
import { masthead, show } from "./views.js";

const asked = () => document.dispatchEvent(new Event("onrecord:asked"));

Object.assign(window.onrecord, { archive, asked, conversation, dates, masthead, settings, shelf, show, source, story, wishes });
