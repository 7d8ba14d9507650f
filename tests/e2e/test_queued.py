"""What is asked at the very moment at which something else ends is not lost, however slow the way is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from embedders import HashingEmbedder
from quick import prepared

pytestmark = pytest.mark.browser

Open = Any
TIMES = 5

# that the stream of events has ended is heard late: what is asked before that is asked while it ends
SLOW = """(() => {
  const plain = window.fetch.bind(window);
  const late = () => new TransformStream({
    async transform(part, out) {
      if (new TextDecoder().decode(part).includes("close_stream")) await new Promise((done) => setTimeout(done, 400));
      out.enqueue(part);
    },
  });
  window.fetch = async (what, given) => {
    const answer = await plain(what, given);
    if (!String(what.url ?? what).includes("/queue/data")) return answer;
    return new Response(answer.body.pipeThrough(late()), { status: answer.status, headers: answer.headers });
  };
})()"""
ASK = "question => document.dispatchEvent(new CustomEvent('onrecord:ask', { detail: { question } }))"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with prepared(tmp_path_factory.mktemp("queued") / "archive", HashingEmbedder(), turns=1) as served:
        yield served


def test_a_question_is_not_lost_as_a_story_or_another_answer_ends(address: str, open_page: Open) -> None:
    visit = open_page(address)
    page = visit.page
    visit.context.add_init_script(SLOW)
    page.reload()
    page.wait_for_selector(".welcome")
    for number in range(1, TIMES + 1):
        page.evaluate("window.onrecord.show('story')")
        page.fill("#story-subject", f"Speaker {number}")
        page.press("#story-subject", "Enter")
        page.wait_for_selector(f"#story h2:text-is('Speaker {number}')", timeout=10_000)
        page.wait_for_selector(".story-body[aria-busy=false]")
        page.evaluate(ASK, f"Who rose, for the {number}th time?")
        page.wait_for_selector(f"#turn-{2 * number - 1}[data-stage=answered]", timeout=10_000)
        page.evaluate(ASK, f"And who rose, for the {number}th time?")
        page.wait_for_selector(f"#turn-{2 * number}[data-stage=answered]", timeout=10_000)
    assert page.locator(".turn[data-stage=answered]").count() == 2 * TIMES
    page.wait_for_timeout(1_000)  # what has ended is closed, and the next question begins anew
    page.evaluate(ASK, "Who rose in the end?")
    page.wait_for_selector(f"#turn-{2 * TIMES + 1}[data-stage=answered]", timeout=10_000)
