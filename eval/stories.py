"""How well the stories of the sample archive are found: ``python -m onrecord.eval.stories``.

Begun from each of its articles, of the others that are found those of the same story (precision), and of those of the
same story the ones that are found (recall). Which articles are of one story stands in a table of ``seeds/README.md``.
"""

from __future__ import annotations

import re
import time
from statistics import median

from onrecord.eval import machine
from onrecord.index import NewsIndex
from onrecord.rag.places import sample_folder
from onrecord.rag.story import story
from onrecord.seeds import ARTICLES

__all__ = ["known", "main"]


def known() -> list[frozenset[str]]:
    """The ids of each story's articles."""
    table = ARTICLES.with_name("README.md").read_text(encoding="utf-8").splitlines()
    rows = [row for row in table if "<br>" in row and not row.startswith("| Single")]
    return [frozenset(re.findall(r"`([^`]+)`", row)) for row in rows]


def main() -> None:
    """Find the story of every article, and print."""
    stories = known()
    right = found = there = 0
    took = []
    with NewsIndex.open(sample_folder()) as index:
        now = index.snapshot()
        for article in now.newest():
            mark = time.perf_counter()
            reports = story(now, article)
            took.append(time.perf_counter() - mark)
            others = {one.id for report in reports for one in (report.article, *report.also)} - {article.id}
            kin = next((one for one in stories if article.id in one), frozenset[str]()) - {article.id}
            right, found, there = right + len(others & kin), found + len(others), there + len(kin)
    about = machine.machine()
    print(f"{len(took)} articles, {len(stories)} stories; {about['processor']}, {about['cores']} cores")
    print(
        f"precision {right / found:.3f}, recall {right / there:.3f}, {1000 * median(took):.0f} ms an article (median)"
    )


if __name__ == "__main__":
    main()
