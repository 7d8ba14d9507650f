"""What a sentence states, in the parts that a question is made of: its subject, its verb, and the rest. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.rag.names import base

__all__ = ["Clause", "spoken", "up_to_comma"]

_SUBJECTS = ("nsubj", "nsubjpass")
_CLAUSES = ("ccomp", "csubj", "csubjpass", "expl", "dative", "parataxis")
_SPARED = frozenset(("punct", "appos", "relcl", "acl", "advcl", "conj", "cc", "parataxis"))
_NEEDED = frozenset(("dobj", "attr", "acomp", "xcomp", "oprd", "prt", "agent", "neg"))
_TELLS = frozenset(("say", "report", "announce", "tell", "find", "confirm"))
_AUXILIARIES = (
    ("is", "are", "was", "were", "has", "have", "had", "did", "does", "do"),
    ("will", "would", "can", "could", "may", "might", "must", "should"),
)
_HELPING = frozenset(word for words in _AUXILIARIES for word in words)
_LEFT_OPEN = ("ADP", "CCONJ", "DET", "SCONJ", "PART")


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement with one subject and one verb.

    Args:
        root: the verb that tells.
        head: the word that is the subject, and ``subject`` all that belongs to it, up to the first comma.
        first: the verb that agrees with it: "was" in "was closed".
        middle: what stands between that and the end of the verb, the verb included where it is another.
        rest: what follows, up to the first comma or another verb.
    """

    root: Any
    head: Any
    subject: Sequence[Any]
    first: Any
    middle: Sequence[Any]
    rest: Sequence[Any]

    @classmethod
    def of(cls, document: Any) -> Clause | None:
        """The clause that a sentence states, or None where it is of no shape that is known."""
        roots = [token for token in document if token.dep_ == "ROOT"]
        if len(roots) != 1:
            return None
        root = _stated(roots[0])
        subjects = [child for child in root.children if child.dep_ in _SUBJECTS]
        if root.pos_ not in ("VERB", "AUX") or len(subjects) != 1:
            return None
        if any(child.dep_ in _CLAUSES for child in root.children):
            return None
        subject = up_to_comma(list(subjects[0].subtree))
        verbs = [*(one for one in root.children if one.dep_ in ("aux", "auxpass") and one.i < root.i), root]
        first = verbs[0]
        if not subject or subjects[0].i > first.i or first.tag_ not in ("VBD", "VBZ", "VBP", "MD"):
            return None
        if (first != root and first.lower_ not in _HELPING) or not _opens(root, subject[0]):
            return None
        middle = list(document[first.i + 1 : root.i + 1]) if first != root else []
        clause = cls(
            root, subjects[0], subject, first, middle, up_to_comma(list(document[root.i + 1 : len(document)]), root)
        )
        return clause if clause._whole() else None

    def asked(self, word: str, taken: Sequence[Any], fronted: Sequence[Any] = ()) -> str:
        """A question: its word, what is ``fronted`` with it, the verb that agrees, the subject, and the rest without
        what is ``taken`` out."""
        out = {one.i for one in taken}
        rest = [one for one in self.undated() if one.i not in out]
        if self.first == self.root and self.root.pos_ != "AUX":
            helping = {"VBD": "did", "VBZ": "does"}.get(self.root.tag_, "do")
            verbs: list[Any] = [base(self.root)]
        else:
            helping = self.first.text
            verbs = list(self.middle)
        return spoken(word, *fronted, helping, *_lowered(self.subject), *verbs, *rest)

    def undated(self) -> list[Any]:
        """The rest without the day on which it was: "on Monday" means another one by now."""
        dated: set[int] = set()
        for head in self.root.children:
            taken = up_to_comma(list(head.subtree))
            inner = taken[1:] if head.dep_ == "prep" else taken
            if head.dep_ in ("prep", "npadvmod") and inner and {one.ent_type_ for one in inner} <= {"DATE", "TIME"}:
                dated.update(one.i for one in taken)
        return [one for one in self.rest if one.i not in dated]

    def _whole(self) -> bool:
        """Whether nothing that is kept has lost a part that it needs."""
        kept = {token.i for token in (*self.subject, self.first, *self.middle, *self.rest)}
        inside = [token for token in (*self.subject, *self.middle, *self.rest) if token != self.root]
        lost = any(child.i not in kept and not _spared(child) for one in inside for child in one.children)
        bare = any(child.i not in kept and child.dep_ in _NEEDED for child in self.root.children)
        joined = any(one.dep_ in ("conj", "cc", "punct") and one.head == self.root for one in self.rest)
        last = self.rest[-1] if self.rest else self.root
        return not (lost or bare or joined or last.pos_ in _LEFT_OPEN)


def _spared(token: Any) -> bool:
    """Whether a sentence says the same, if less, without this and what hangs on it."""
    edge = token.left_edge
    return token.dep_ in _SPARED or (edge.i > 0 and edge.nbor(-1).text == ",")


def _stated(root: Any) -> Any:
    """The verb of what is stated: in "Turnout was 71%, the union said", not that of saying."""
    if base(root) in _TELLS:
        for child in root.children:
            if child.dep_ == "ccomp" and (child.i > root.i or child.left_edge.i == 0):
                return child
    return root


def _opens(root: Any, first: Any) -> bool:
    """Whether nothing stands before the subject but a time or a place."""
    leading = [one for one in root.children if one.i < first.i]
    told = root.dep_ == "ccomp"
    return all(one.dep_ in ("prep", "npadvmod", "punct") or (told and one.lower_ == "that") for one in leading) and (
        told or root.left_edge.i == 0
    )


def up_to_comma(tokens: list[Any], root: Any = None) -> list[Any]:
    """Tokens that follow one another, before the first comma, the full stop, or the "and" after which another verb than
    ``root`` goes on."""
    found: list[Any] = []
    for token in tokens:
        if root is not None and token.dep_ == "cc" and token.head == root:
            break
        if (token.is_punct and token.text in (",", ".", "–")) or (found and token.i != found[-1].i + 1):
            break
        found.append(token)
    return found


def _lowered(subject: Sequence[Any]) -> list[Any]:
    """A subject that does not begin the sentence any more."""
    first, *others = subject
    name = first.tag_ in ("NNP", "NNPS") or (first.pos_ == "PROPN" and first.ent_type_ not in ("", "DATE", "CARDINAL"))
    return [first.text if name or first.text == "I" else first.text[:1].lower() + first.text[1:], *others]


def spoken(*parts: Any) -> str:
    """Words and tokens as one question, with the blanks that the tokens have."""
    words = ""
    for part in parts:
        text = part if isinstance(part, str) else part.text
        glued = not isinstance(part, str) and part.i > 0 and not part.nbor(-1).whitespace_
        words += text if not words or (glued and words.endswith(part.nbor(-1).text)) else f" {text}"
    return f"{words}?"
