from __future__ import annotations

import time
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.mentions import Mention, mentions


@dataclass
class Archive:
    """Names, and how often each kind of them was asked for."""

    named: dict[str, list[str]]
    asked: list[str] = field(default_factory=list)

    def _of(self, kind: str) -> list[str]:
        self.asked.append(kind)
        return self.named.get(kind, [])

    def outlets(self) -> list[str]:
        return self._of("outlets")

    def authors(self) -> list[str]:
        return self._of("authors")

    def sections(self) -> list[str]:
        return self._of("sections")


OUTLETS = [
    *("CNN", "USA TODAY", "The Week", "BBC News", "The New York Times", "The Washington Post", "Associated Press"),
    *("AFP", "The Wall Street Journal", "Time", "The Sun", "The Independent", "Daily Mirror", "Metro", "Fox News"),
    *("The Guardian", "Reuters", "South China Morning Post", "www.politico.com", "The Alder Courier", "New Scientist"),
]
AUTHORS = ["Sarah May", "Jane Roe", "Ana Lind", "Tomás Ortega", "Bo Winter", "Karl Winter", "Staff Writer", "Reuters"]
SECTIONS = ["Sports", "World", "US Politics", "business", "Health", "Opinion", "Technology"]
NAMES = {"outlets": OUTLETS, "authors": AUTHORS, "sections": SECTIONS}


def found(question: str, names: dict[str, list[str]] = NAMES) -> list[tuple[str, str, tuple[str, ...]]]:
    """The words, what they name, and whom; the offsets are checked on the way."""
    all_found = mentions(question, Archive(names))
    assert all_found == sorted(all_found, key=lambda one: one.start)
    return [(question[one.start : one.end], one.what, one.names) for one in all_found]


NAMED = {
    # an outlet, with every kind of cue
    "What did CNN report last Friday?": [("CNN", "CNN")],
    "what did cnn report last friday": [("cnn", "CNN")],
    "What did cnn report about the Alder dam?": [("cnn", "CNN")],
    "According to The Week, who leads the race?": [("The Week", "The Week")],
    "according to the week, who leads the race": [("the week", "The Week")],
    "Who leads the race, according to USA Today?": [("USA Today", "USA TODAY")],
    "What did usa today write about the eclipse?": [("usa today", "USA TODAY")],
    "What did the BBC say about the ferry?": [("the BBC", "BBC News")],
    "Which towns did the AP report were flooded?": [("the AP", "Associated Press")],
    "What was the toll, as reported by AFP?": [("AFP", "AFP")],
    "What did the NYT find out about the lease?": [("the NYT", "The New York Times")],
    "What did nyt report on the lease?": [("nyt", "The New York Times")],
    "What did WaPo publish about the tapes?": [("WaPo", "The Washington Post")],
    "Who is quoted in the WSJ's article on tariffs?": [("the WSJ", "The Wall Street Journal")],
    "What did the Times report about the tunnel?": [("the Times", "The New York Times")],
    "What did the Courier write about the judge?": [("the Courier", "The Alder Courier")],
    "How did New York Times describe the speech?": [("New York Times", "The New York Times")],
    "What is said on nytimes.com's coverage of the flood?": [("nytimes.com", "The New York Times")],
    "What does an article on theguardian.com say about bees?": [("theguardian.com", "The Guardian")],
    "What did Politico report on the budget?": [("Politico", "www.politico.com")],
    "What is the latest from Reuters on the coup?": [("Reuters", "Reuters")],
    "What did a Reuters investigation find?": [("Reuters", "Reuters")],
    "What does the SCMP say about the port?": [("the SCMP", "South China Morning Post")],
    "What was in the Guardian's story about the wolves?": [("the Guardian", "The Guardian")],
    "What did the Guardian reveal about the bank?": [("the Guardian", "The Guardian")],
    "How many wolves are there, according to The Independent?": [("The Independent", "The Independent")],
    "What did the Independent write about the bees?": [("the Independent", "The Independent")],
    "What did Time magazine write about the comet?": [("Time magazine", "Time")],
    "Which story did The Sun publish about the prince?": [("The Sun", "The Sun")],
    "What did a Fox News poll find?": [("Fox News", "Fox News")],
    "According to a USA TODAY/Alder College poll, who leads?": [("USA TODAY", "USA TODAY")],
    "Who leads in a Washington Post/AFP survey?": [("Washington Post", "The Washington Post"), ("AFP", "AFP")],
    "What did Fox report about the hearing?": [("Fox", "Fox News")],
    "What did the Daily Mirror say about the coach?": [("the Daily Mirror", "Daily Mirror")],
    "What has CNN said about the hostages?": [("CNN", "CNN")],
    "Why is CNN reporting that the talks failed?": [("CNN", "CNN")],
    "CNN reported a leak on Monday. Where was it?": [("CNN", "CNN")],
    "The Alder Courier wrote that the mill closed. Why?": [("The Alder Courier", "The Alder Courier")],
    "What did Alder Courier report about the mill?": [("Alder Courier", "The Alder Courier")],
    "Who told Reuters that the pipeline would close?": [("Reuters", "Reuters")],
    "In USA TODAY, how many readers took the quiz?": [("USA TODAY", "USA TODAY")],
    'What was printed in "The Week" about the dam?': [("The Week", "The Week")],
    "What was published by the Associated Press on the vote?": [("the Associated Press", "Associated Press")],
    "What did the minister say in an interview with the BBC?": [("the BBC", "BBC News")],
    "CNN and the BBC reported an attack. Where?": [("CNN", "CNN"), ("the BBC", "BBC News")],
    "What do CNN, AFP and Reuters say about the cause?": [("CNN", "CNN"), ("AFP", "AFP"), ("Reuters", "Reuters")],
    "According to CNN and The Week, what was the toll?": [("CNN", "CNN"), ("The Week", "The Week")],
    "Did CNN report that The Sun sold its presses?": [("CNN", "CNN")],
}
AUTHORED = {
    "What was in the story by Jane Roe about the dam?": [("Jane Roe", "Jane Roe")],
    "articles written by ana lind on bees": [("ana lind", "Ana Lind")],
    "What did Jane Roe write about the ferry?": [("Jane Roe", "Jane Roe")],
    "What does Ana Lind's column say about schools?": [("Ana Lind", "Ana Lind")],
    "What did Lind report from the border?": [("Lind", "Ana Lind")],
    "When did Sarah May report the theft?": [("Sarah May", "Sarah May")],
    "What did Tomas Ortega report?": [("Tomas Ortega", "Tomás Ortega")],
    "Which towns are named in Roe’s article?": [("Roe", "Jane Roe")],
}
SECTIONED = {
    "What was in the sports section on Monday?": [("sports", "Sports")],
    "Who is praised in Sports coverage of the final?": [("Sports", "Sports")],
    "What do the business pages say about the merger?": [("business", "business")],
    "what was the top story in the world section": [("world", "World")],
    "What did the politics section say about the vote?": [("politics", "US Politics")],
    "Which plants are named in the Technology section?": [("Technology", "Technology")],
}
NOTHING = [
    # an outlet that is spoken of
    "Who is the new head of CNN?",
    "Why did CNN fire its anchor?",
    "Which network hosted the debate, CNN or Fox?",
    "Why did CNN say it would lay off staff?",
    "How much did the BBC pay its presenters?",
    "Who sued The New York Times?",
    "Which anchor was fired by CNN?",
    "Who resigned from the BBC?",
    "Which Fox News host was named defense secretary?",
    "Which CNN reporter was thrown out of the briefing?",
    "What did the CNN anchor say about the verdict?",
    "Who bought a stake in The Washington Post?",
    "How much profit did the New York Times report for the quarter?",
    "Was CNN found liable?",
    "What was The Sun called by the prince?",
    "Who was named Time magazine's person of the year?",
    "How many people work at USA TODAY?",
    "Who hosted the debate on CNN?",
    "When did The Independent stop printing?",
    "Who was on the cover of Time?",
    "What did Mr Vance call CNN?",
    "According to CNN's chief executive, how many jobs will go?",
    "Why was the BBC licence fee raised?",
    "What did a former BBC chairman say?",
    # words and things
    "What time did the report come out?",
    "Which story was the most read of the week?",
    "How far is the sun, according to the report?",
    "What did the week bring?",
    "What did NASA report about the Sun?",
    "Which probe flew close to the Sun?",
    "According to the independent review, who was to blame?",
    "What did the Independent Commission report?",
    "Who won as an independent?",
    "What did the metro report about delays?",
    "Why was the Metro closed last Friday?",
    "What did a new scientist at the lab report?",
    "Who said the fox was rabid?",
    "What did Megan Fox say about her divorce?",
    "What did Fox Corporation report?",
    "Which actor said he left Black Mirror?",
    "What did the guardian say about the child?",
    "How many times did the mayor report the noise?",
    "What did the post on his page say?",
    "What was in the post?",
    "What did the Sunday Times report?",
    "What did the Financial Times say about gold?",
    "what did the financial times say about gold",
    "What did the Washington Times say?",
    "Who reported the fire?",
    "who said the dam was safe",
    "What did the WHO report about measles?",
    "What was found in time to save the ship?",
    "Last time reported cases fell, what was the cause?",
    "What did last week report cards show?",
    # authors who are nobody's byline here
    "Who was beaten by Jane Roe?",
    "When did Jane Roe report to prison?",
    "Who may report the theft in May?",
    "What did Bo write in his diary?",
    "Where does Ana Lind live?",
    "What did Winter say about the storm?",
    "When did winter report its first snow?",
    "What did a staff writer report?",
    "Which law was signed by Tomás Ortega?",
    # sections that are something else
    "How many people lost health coverage?",
    "What changed in health coverage under the law?",
    "Who sat in the business section of the plane?",
    "Which sports were added to the games?",
    "What did the World Bank report?",
    "Who runs the technology desk at the bank?",
    "When was the business section launched?",
    "Who edits the Guardian's sports section?",
    "Which section of the bridge fell?",
    "",
    "?",
    "tollgate bridge",
]


@pytest.mark.parametrize(("question", "named"), NAMED.items(), ids=list(NAMED))
def test_outlets_that_are_named_as_the_source(question: str, named: list[tuple[str, str]]) -> None:
    assert found(question) == [(words, "outlet", (name,)) for words, name in named]


@pytest.mark.parametrize(("question", "named"), AUTHORED.items(), ids=list(AUTHORED))
def test_authors_who_are_named_as_such(question: str, named: list[tuple[str, str]]) -> None:
    assert found(question) == [(words, "author", (name,)) for words, name in named]


@pytest.mark.parametrize(("question", "named"), SECTIONED.items(), ids=list(SECTIONED))
def test_sections_that_are_named_as_such(question: str, named: list[tuple[str, str]]) -> None:
    assert found(question) == [(words, "section", (name,)) for words, name in named]


@pytest.mark.parametrize("question", NOTHING)
def test_nothing_is_named_as_a_source(question: str) -> None:
    assert found(question) == []


def test_there_are_questions_enough() -> None:
    assert len(NAMED) + len(AUTHORED) + len(SECTIONED) + len(set(NOTHING)) >= 120
    assert len(set(NOTHING)) >= 60


def test_outlet_author_and_section_in_one_question() -> None:
    assert found("What did Jane Roe write in The Guardian's sports section?") == [
        ("Jane Roe", "author", ("Jane Roe",)),
        ("The Guardian", "outlet", ("The Guardian",)),
        ("sports", "section", ("Sports",)),
    ]


@pytest.mark.parametrize(
    ("stored", "names"),
    [
        (["The New York Times", "Los Angeles Times"], ("The New York Times", "Los Angeles Times")),
        (["The New York Times", "The Times"], ("The Times",)),
        (["The Times of India", "Brannick Post"], ("The Times of India",)),
        (["Los Angeles Times", "Times"], ("Times",)),
        (["Times Online", "Times Magazine"], ("Times Online", "Times Magazine")),
        (["Times Online", "THE TIMES", "The Times"], ("THE TIMES", "The Times")),
        (["The Alder Times"], ("The Alder Times",)),
        (["Brannick Herald"], ()),
    ],
)
def test_a_short_form_names_all_it_fits_unless_it_is_a_name_itself(stored: list[str], names: tuple[str, ...]) -> None:
    expected = [("the Times", "outlet", names)] if names else []
    assert found("What did the Times report?", {"outlets": stored}) == expected


@pytest.mark.parametrize(
    ("stored", "called"),
    [
        ("AP", "the Associated Press"),
        ("Associated Press", "AP"),
        ("The Associated Press", "the AP"),
        ("CNN.com", "CNN"),
        ("CNN", "cnn.com"),
        ("BBC", "BBC News"),
        ("nytimes.com", "The New York Times"),
        ("www.bbc.co.uk", "the BBC"),
        ("Agence France-Presse", "AFP"),
        ("Mail Online", "MailOnline"),
        ("Alder Valley Tribune", "the AVT"),
        ("Al Jazeera English", "Al Jazeera"),
        ("The Ålesund Post", "the Alesund Post"),
        ("The Times of India", "the TOI"),
        ("Daily Star Newspaper", "the Daily Star"),
        ("O’Neill Herald", "the O'Neill Herald"),
    ],
)
def test_an_outlet_by_another_of_its_names(stored: str, called: str) -> None:
    assert found(f"What did {called} report on Monday?", {"outlets": [stored]}) == [(called, "outlet", (stored,))]


@pytest.mark.parametrize(
    ("stored", "question"),
    [
        ("World Health Observer", "What did the WHO report?"),
        ("Five Boroughs Independent", "What did the FBI say?"),
        ("Alder Courier", "What did AC report?"),
        ("Alder Valley Tribune", "What did avt report?"),
        ("Daily News", "What did Daily report?"),
        ("The Weekly", "What did weekly report say?"),
        ("", "What did  report?"),
        ("The", "What did The report say?"),
        ("...", "What did ... report?"),
    ],
)
def test_what_is_not_an_outlets_name(stored: str, question: str) -> None:
    assert found(question, {"outlets": [stored]}) == []


def test_names_are_asked_for_only_where_there_may_be_one() -> None:
    for question, asked in [
        ("How many people died?", set()),
        ("Why was the bridge closed?", set()),
        ("What did CNN report?", {"outlets"}),
        ("What did Jane Roe write?", {"outlets", "authors"}),
        ("What was in the sports section?", {"outlets", "sections"}),
    ]:
        archive = Archive(NAMES)
        mentions(question, archive)
        assert set(archive.asked) <= asked
        assert len(archive.asked) == len(set(archive.asked))


def test_an_archive_without_names_names_nothing() -> None:
    assert found("According to CNN, what did Jane Roe report in the sports section?", {}) == []


@given(st.text(max_size=200), st.lists(st.text(max_size=30), max_size=4))
def test_any_text_and_any_names(question: str, names: list[str]) -> None:
    archive = Archive({"outlets": names, "authors": names, "sections": names})
    for one in mentions(question, archive):
        assert 0 <= one.start < one.end <= len(question)
        assert set(one.names) <= set(names)
    for name in names:
        for one in mentions(f"According to {name}, what did {name} report in the {name} section?", archive):
            assert one.names


@given(st.sampled_from(OUTLETS), st.sampled_from(["what did {} report", "Who won, according to {}?"]))
def test_every_outlet_is_found_by_the_name_it_is_stored_under(outlet: str, question: str) -> None:
    assert [names for _, _, names in found(question.format(outlet))] == [(outlet,)]


@pytest.mark.parametrize(
    "question",
    ["did " * 9000, "CNN, " * 6000, "what did the " * 3000, "A" * 20000, "by The " * 5000, "a.b" * 7000, "’s " * 9000],
)
def test_no_text_takes_long(question: str) -> None:
    archive = Archive(NAMES)
    mentions("What did CNN report?", archive)
    began = time.process_time()
    mentions(question, archive)
    assert time.process_time() - began < 0.05


def test_a_mention_is_offsets_into_the_question() -> None:
    question = "Who won, according to the BBC?"
    assert mentions(question, Archive(NAMES)) == [Mention(22, 29, "outlet", ("BBC News",))]
