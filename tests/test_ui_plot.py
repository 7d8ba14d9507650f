from __future__ import annotations

from onrecord.index import Article
from onrecord.rag.story import Report
from onrecord.ui.plot import MOST_OUTLETS, PlotView, plot_view


def plotted(*days_and_outlets: tuple[str | None, str]) -> PlotView:
    articles = [Article(str(n), "T", "Text.", outlet=o, published=d) for n, (d, o) in enumerate(days_and_outlets)]
    return plot_view([Report(article, 1, 0, 5) for article in articles])


def test_a_short_story_is_counted_by_day() -> None:
    view = plotted(("2025-06-03", "A"), ("2025-06-03", "B"), ("2025-06-05T10:00:00+02:00", "A"))
    assert view["unit"] == "day"
    assert [(one["label"], one["outlets"]) for one in view["bins"]] == [
        ("3 June 2025", 2),
        ("4 June 2025", 0),
        ("5 June 2025", 1),
    ]
    assert [(row["outlet"], row["counts"]) for row in view["rows"]] == [("A", [1, 0, 1]), ("B", [1, 0, 0])]
    assert view["summary"] == "Most at once: 2, 3 June 2025"


def test_a_longer_one_by_week_month_or_year() -> None:
    """2025-06-01 is a Sunday: its week began on 26 May."""
    weeks = plotted(("2025-06-01", "A"), ("2025-08-20", "A"))
    assert (weeks["unit"], weeks["bins"][0]["label"], weeks["bins"][0]["short"]) == (
        "week",
        "26 May – 1 June 2025",
        "26 May",
    )
    months = plotted(("2023-11-30", "A"), ("2025-02-01", "A"))
    assert (months["unit"], len(months["bins"])) == ("month", 16)
    assert [months["bins"][place]["label"] for place in (0, 1, 2, -1)] == [
        "November 2023",
        "December 2023",
        "January 2024",
        "February 2025",
    ]
    years = plotted(("1981-01-01", "A"), ("2025-02-01", "A"))
    assert (years["unit"], years["bins"][0]["label"], years["bins"][-1]["label"]) == ("year", "1981", "2025")
    for view in (weeks, months, years):
        assert sum(view["rows"][0]["counts"]) == 2
        assert (view["rows"][0]["counts"][0], view["rows"][0]["counts"][-1]) == (1, 1)


def test_copies_count_and_the_undated_do_not() -> None:
    one = Article("1", "T", "Text.", outlet="A", published="2025-06-03")
    copy = Article("2", "T", "Text.", outlet="B", published="2025-06-04")
    bare = Article("3", "T", "Text.", outlet="A")
    view = plot_view([Report(one, 1, 0, 5, (copy,)), Report(bare, 1, 0, 5)])
    assert [(row["outlet"], row["counts"]) for row in view["rows"]] == [("A", [1, 0]), ("B", [0, 1])]
    assert view["summary"] == ""
    assert plot_view([Report(bare, 1, 0, 5)])["bins"] == []


def test_many_outlets_share_the_last_row() -> None:
    view = plotted(*(("2025-06-03", f"Outlet {n:02}") for n in range(40)), ("2025-06-03", ""))
    assert len(view["rows"]) == MOST_OUTLETS
    assert view["rows"][-1]["outlet"] == "Other outlets"
    assert sum(row["counts"][0] for row in view["rows"]) == 41
    assert view["bins"][0]["outlets"] == 41


def test_the_last_days_of_all_time_are_counted_too() -> None:
    view = plotted(("0001-01-01", "A"), ("9999-12-31", "A"))
    assert (view["unit"], view["bins"][0]["label"]) == ("years", "1–200")
    assert len(view["bins"]) == 50
    assert sum(view["rows"][0]["counts"]) == 2
    assert plotted(("9999-12-31", "A"))["bins"][0]["outlets"] == 1
    assert plotted(("9999-10-01", "A"), ("9999-12-31", "A"))["unit"] == "week"
