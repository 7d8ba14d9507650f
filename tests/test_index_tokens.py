from hypothesis import example, given
from hypothesis import strategies as st
from texts import texts

from onrecord.index.tokens import count, encoding, token_ends


def test_the_encoding_gives_the_token_ids_tiktoken_publishes() -> None:
    assert encoding().encode_ordinary("hello world") == [15339, 1917]
    assert encoding().encode_ordinary("tiktoken is great!") == [83, 1609, 5963, 374, 2294, 0]
    assert encoding().encode_ordinary("お誕生日おめでとう") == [
        33334,
        45918,
        243,
        21990,
        9080,
        33334,
        62004,
        16556,
        78699,
    ]


def test_what_looks_like_a_special_token_is_counted_as_plain_text() -> None:
    assert count("<|endoftext|>") > 1


@given(st.text())
def test_every_text_is_counted_and_comes_back(text: str) -> None:
    tokens = encoding().encode_ordinary(text)
    assert count(text) == len(tokens)
    assert encoding().decode(tokens) == text


@given(texts)
@example("😀" * 20)
@example("a\u0301字😀b")
def test_token_ends_rise_to_the_end_and_stand_between_characters(text: str) -> None:
    ends = token_ends(text)
    assert ends == sorted(ends)
    assert len(ends) == count(text)
    assert (ends[-1] if ends else 0) == len(text)


@given(texts)
def test_what_stands_before_a_token_end_is_no_more_than_the_tokens_up_to_it(text: str) -> None:
    data = text.encode()
    read = 0
    for token, end in zip(encoding().encode_ordinary(text), token_ends(text), strict=True):
        read += len(encoding().decode_single_token_bytes(token))
        assert len(text[:end].encode()) <= read <= len(data)
        assert read - len(text[:end].encode()) < 4
