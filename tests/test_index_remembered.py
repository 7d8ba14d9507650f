from __future__ import annotations

from itertools import count

from onrecord.index.remembered import Remembered


def test_a_value_is_made_once_and_the_one_asked_for_longest_ago_is_forgotten_first() -> None:
    made = count()
    kept: Remembered[int] = Remembered(2)

    def get(key: str) -> int:
        return kept.get(key, lambda: next(made))

    assert [get("a"), get("b"), get("a")] == [0, 1, 0]
    assert get("c") == 2  # forgets b
    assert [get("a"), get("b")] == [0, 3]
    assert len(kept) == 2


def test_nothing_is_kept_where_nothing_is_to_be() -> None:
    made = count()
    kept: Remembered[int] = Remembered(0)
    assert [kept.get("a", lambda: next(made)) for _ in range(3)] == [0, 1, 2]
