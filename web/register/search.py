"""What somebody types into the search box: plain words, clause codes, and tokens such as 灯:红 or overdue>5.

What is not understood is said, with what would be right. A token that nobody knows is looked for as plain words.
"""

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Literal

from lifecycle.queries.filters import Filters
from web.register.tokens import BY_NAME, PHASE, STAGE, Standards, Token, matched

LONGEST = 200
MOST_WORDS = 6
MOST_CLAUSES = 3
_TOKEN = re.compile(r"(?P<name>[^\s:：>＞]+)(?P<sign>[:：>＞])(?P<value>\S+)")


@dataclass(frozen=True, slots=True)
class Complaint:
    """`word` was not understood. `value`: the token is known and takes one of the values of `token`; `number`: it takes
    one; `name`: no token is called so, and `token` is the one that may be meant.
    """

    word: str
    problem: Literal["value", "number", "name"]
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """The filters a text asks for, on top of those given, and what of it was not understood."""

    filters: Filters
    complaints: tuple[Complaint, ...] = ()


def understood(text: str, given: Filters, standards: Standards) -> Search:
    """What the text asks for. Only its first 200 characters, six plain words and three clauses are read."""
    reading = _Reading(standards)
    for part in text[:LONGEST].split():
        reading.read(part)
    words, clauses = tuple(reading.words[:MOST_WORDS]), tuple(reading.clauses[:MOST_CLAUSES])
    filters = replace(given, words=words, clauses=clauses, **reading.changed)
    return Search(filters, tuple(reading.complaints))


class _Reading:
    """One text, being read part by part."""

    def __init__(self, standards: Standards) -> None:
        self.standards = standards
        self.changed: dict[str, Any] = {}
        self.words: list[str] = []
        self.clauses: list[str] = []
        self.complaints: list[Complaint] = []

    def read(self, part: str) -> None:
        found = _TOKEN.fullmatch(part)
        token = BY_NAME.get(found["name"].casefold()) if found else None
        if found is None:
            self._word(part)
        elif token is None:
            self._unknown(part, found["name"], found["value"])
        else:
            self._set(token, part, found["value"])

    def _word(self, word: str) -> None:
        """A clause code asks for what is open under it, a gate's for the stage it closes; anything else is a word."""
        code = word.upper()
        for standard in self.standards:
            if code in standard.duties or code in standard.milestones:
                self.clauses.append(code)
                return
            if code in standard.gates:
                self.changed["stages"] = (standard.gates[code].stage,)
                return
        self.words.append(word)

    def _unknown(self, part: str, name: str, value: str) -> None:
        self.words.append(part)
        if value.startswith("//"):
            return
        close = get_close_matches(name.casefold(), BY_NAME, n=1, cutoff=0.5)
        self.complaints.append(Complaint(part, "name", BY_NAME[close[0]] if close else None))

    def _set(self, token: Token, part: str, value: str) -> None:
        if token.sign == ">":
            if re.fullmatch(r"\d{1,4}", value, re.ASCII):
                self.changed[token.code] = int(value)
            else:
                self.complaints.append(Complaint(part, "number", token))
        elif token.values is None:
            self.changed[token.code] = value
        elif (code := matched(token.choices(self.standards), value)) is not None:
            self._choose(token.code, code)
        elif token is PHASE and (stage := matched(STAGE.choices(self.standards), value)) is not None:
            self._choose(STAGE.code, stage)  # many call a stage so
        else:
            self.complaints.append(Complaint(part, "value", token))

    def _choose(self, setting: str, code: str) -> None:
        match setting:
            case PHASE.code:
                named = (each.phases[code].stages for each in self.standards if code in each.phases)
                self.changed["stages"] = tuple(dict.fromkeys(stage for stages in named for stage in stages))
            case STAGE.code:
                self.changed["stages"] = (code,)
            case _:
                self.changed[setting] = code


def without(text: str, token: Token) -> str:
    """The text without its tokens of this name."""
    parts = text[:LONGEST].split()
    named = ((part, _TOKEN.fullmatch(part)) for part in parts)
    return " ".join(
        part for part, found in named if found is None or BY_NAME.get(found["name"].casefold()) is not token
    )
