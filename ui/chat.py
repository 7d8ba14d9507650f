"""The chat: which Gradio components there are, and what happens when they are used.

The conversation and the source panel are ``gr.HTML`` components whose template is empty of data. Gradio fills a
template in and then evaluates the result as a JavaScript template literal, so that ``${...}`` inside a value would
run, even one written ``{{value}}``: their values are drawn by ``static/*.js`` instead, as text nodes only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from onrecord.rag import Assistant
from onrecord.ui.archive import Archive
from onrecord.ui.browsing import ARCHIVE, Browsing
from onrecord.ui.conversation import Conversation
from onrecord.ui.events import FILTERS, Events
from onrecord.ui.examples import Example, examples_for
from onrecord.ui.following import Followed, Following
from onrecord.ui.gradio_offline import gr
from onrecord.ui.masthead import MASTHEAD
from onrecord.ui.panel import Panel
from onrecord.ui.preferred import Preferred
from onrecord.ui.turns import Turns, wire_turns
from onrecord.ui.waiting import AT_ONCE, WAITING, Line, in_turn

__all__ = ["build_chat"]

_EVENTS = 1_000  # of all kinds that may wait; for questions there is a shorter line

_CONVERSATION = """<section class="turns" role="log" aria-label="Conversation"></section>"""
_SOURCE = """<aside class="source" aria-label="Source" hidden></aside>"""
_STORY = """<section class="story" aria-label="Story"><form class="follow" role="search">
<label for="story-subject">Follow a story</label><div><input id="story-subject" type="text" enterkeyhint="search"
autocomplete="off" placeholder="A name, an event, a question"><button type="submit">Follow</button></div></form>
<div class="story-body"></div></section>"""
_SETTINGS = """<aside class="settings" id="settings-panel" aria-label="Settings" hidden></aside>"""
_SHELF = """<aside class="shelf" id="shelf-panel" aria-label="Conversations" hidden></aside>"""
_ASKED = "() => window.onrecord.asked()"  # what is kept is another then
_WISHES = "() => [window.onrecord.wishes()]"  # as this browser keeps them
_DATES = """<div class="dates"><label>Published from<input type="date" name="after"></label>
<label>Published until<input type="date" name="before"></label></div>"""


class _Parts(NamedTuple):
    conversation: Any
    source: Any
    question: Any
    filters: Any
    dates: Any
    outlets: Any
    shelf: Any
    masthead: Any
    story: Any
    settings: Any
    state: Any
    archive: Any


def build_chat(
    assistant: Assistant,
    examples: Sequence[Example | str] | None = None,
    archive: Archive | None = None,
    line: Line | None = None,
) -> gr.Blocks:
    """The chat over one assistant's archive, ready to be mounted.

    Args:
        assistant: answers the questions.
        examples: questions to begin with; None takes them from the newest stories each time the page is opened.
        archive: the archive as its view shows it; None makes one.
        line: where questions wait; None makes one.
    """
    given = None if examples is None else [Example(one) if isinstance(one, str) else one for one in examples]
    chat = gr.Blocks(title="onrecord", analytics_enabled=False, fill_width=True)
    with chat:
        parts = _components()
        events = Events(assistant, lambda: given if given is not None else examples_for(assistant.index))
        _wire(chat, parts, events, line or Line())
        Browsing(archive or Archive(assistant), events.examples).wire(
            parts.archive, parts.dates, parts.outlets, parts.conversation, parts.state
        )
    chat.max_threads = WAITING + 40  # events under way at once: those of questions that wait, and others
    chat.queue(max_size=_EVENTS, default_concurrency_limit=AT_ONCE, api_open=False)
    return chat


def _components() -> _Parts:
    state = gr.State(Conversation())
    masthead = _drawn("masthead", MASTHEAD, "submit")
    shelf = _drawn("shelf", _SHELF, "submit")
    conversation = _drawn("conversation", _CONVERSATION, "select", "submit", "stop", "like", "expand", "tick")
    story = _drawn("story", _STORY, "submit", "select")
    with gr.Column(elem_id="composer"):
        question = gr.Textbox(
            label="Question",
            show_label=False,
            container=False,
            placeholder="Ask the archive a question",
            lines=1,
            max_lines=6,
            submit_btn="Ask",
            elem_id="question",
        )
        with gr.Accordion(FILTERS, open=False, elem_id="filters") as filters, gr.Row(elem_id="filter-fields"):
            dates = _drawn("dates", _DATES, "input")
            outlets = gr.CheckboxGroup([], label="Outlets", elem_id="outlets")
    source = _drawn("source", _SOURCE, "submit")
    settings = _drawn("settings", _SETTINGS, "submit")
    archive = _drawn("archive", ARCHIVE, "submit")
    return _Parts(
        conversation, source, question, filters, dates, outlets, shelf, masthead, story, settings, state, archive
    )


def _drawn(name: str, template: str, *events: str) -> gr.HTML:
    """A component that ``window.onrecord[name]`` draws and that triggers ``events`` here."""
    triggers = ", ".join(f"'{event}': (told) => trigger('{event}', told)" for event in events)
    return gr.HTML(
        None,
        html_template=template,
        js_on_load=f"window.onrecord.{name}(element, {{ {triggers} }}, props, watch)",
        apply_default_css=False,
        elem_id=name,
    )


def _wire(chat: gr.Blocks, parts: _Parts, events: Events, line: Line) -> None:
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    limiting = [parts.dates, parts.outlets]
    chat.load(events.opened, parts.state, parts.conversation, queue=False, **quiet)
    preferred, shaped = Preferred(events.assistant.index), [*limiting, parts.filters]
    chat.load(preferred.opened, parts.settings, [parts.settings, *shaped], js=_WISHES, queue=False, **quiet)
    parts.settings.submit(preferred.changed, parts.settings, shaped, queue=False, trigger_mode="always_last", **quiet)
    asking = gr.on(
        [parts.question.submit, parts.conversation.submit],
        in_turn(line, events.ask),
        [parts.question, *limiting, parts.state, parts.settings],
        [parts.conversation, parts.question],
        trigger_mode="multiple",  # a conversation takes one question at a time, and says so; a new one need not wait
        concurrency_limit=None,  # whose turn it is, the line says
        **quiet,
    )
    gr.on(
        [parts.conversation.select, parts.source.submit],
        Panel(events.assistant).asked,
        parts.state,
        parts.source,
        queue=False,
        trigger_mode="multiple",
        **quiet,
    )
    shown = [parts.state, parts.conversation, parts.source]
    begun = parts.masthead.submit(events.fresh, parts.state, shown, queue=False, **quiet)
    for kept in (asking, begun):
        kept.then(None, js=_ASKED, **quiet)
    parts.shelf.submit(events.kept, parts.state, [*shown, parts.shelf], queue=False, trigger_mode="multiple", **quiet)
    following, followed = Following(events.assistant), gr.State(Followed())
    showing = [parts.state, followed, parts.settings]
    parts.story.submit(following.told, showing, parts.story, trigger_mode="multiple", **quiet)
    parts.story.select(following.left, followed, None, queue=False, trigger_mode="multiple", **quiet)
    wire_turns(parts.conversation, parts.state, Turns(events.assistant, line), quiet)
    for limited in (parts.dates.input, parts.outlets.input):  # by a reader, and not because a page was opened
        limited(events.limited, limiting, parts.filters, queue=False, trigger_mode="always_last", **quiet)
