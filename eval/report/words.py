"""The tasks, steps, systems and labels of a run in words for people."""

from __future__ import annotations

__all__ = ["LABELS", "TASKS", "step", "steps", "system"]

TASKS = {
    "retrieval": ("Retrieval", "What each stage of searching finds."),
    "reading": ("Reading", "The articles are given; the words that answer are asked for."),
    "answers": ("Answers", "The whole archive is asked, from question to quote."),
    "chat": ("Chat", "Conversations are held turn by turn; a question may lean on those before it."),
}

LABELS = {"kind": "kind of question", "turn": "turn of the conversation", "domain": "domain", "outlet": "outlet"}


_LOST = {
    "follow-up": "The question was not completed rightly from the turns before it: asked as a person completed it, "
    "it is answered.",
    "retrieval": "None of the passages found answers.",
    "reranking": "A passage found answers, but none of those that were read.",
    "reading": "A passage that was read answers, but another sentence was chosen.",
    "declined": "The right sentence was chosen, and held back for want of confidence.",
    "words": "The quote is right, but the words marked in it share none with the answer.",
    "answered": "Nothing answers the question, and an answer was given.",
}
_LOST_IN_RETRIEVAL = {
    "retrieval": "What answers was not among the candidates.",
    "reranking": "What answers was among the candidates, and not among the first ten after reranking.",
}


def steps(task: str) -> dict[str, str]:
    """The steps that can lose an answer, in the order they are taken, with what it means that they did."""
    return _LOST_IN_RETRIEVAL if task == "retrieval" else _LOST


def step(task: str, name: str) -> str:
    """What it means that a step lost the answer; nothing for one that is not known."""
    return steps(task).get(name, "")


_SYSTEMS = {
    "lexical": "words alone (BM25)",
    "dense": "vectors alone",
    "fused": "words and vectors, their rankings made one",
    "reranked": "the fused candidates, the best of them put in order by the cross-encoder",
    "onrecord": "the system as people use it",
    "own history": "the system's own answers to the turns before are its history",
    "no history": "each turn is asked by itself",
    "concatenation": "the turns before are put in front of the question as plain text",
    "given history": "the data set's own answers to the turns before are the history",
    "rewrite": "a person's complete question takes the place of question and history; nothing is asked where there "
    "is none",
}


def system(name: str) -> str:
    """What a system is; nothing for one that is not known."""
    base = name.removeprefix("windows ")
    if base != name and base in _SYSTEMS:
        return f"a baseline over fixed windows of 256 tokens: {_SYSTEMS[base]}"
    return _SYSTEMS.get(name, "")
