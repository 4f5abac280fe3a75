"""The words that filter the register in its search box: what each is called, what it may say, what it means.

A token is a name in either language, a sign and a value: `灯:红`, `overdue>5`. Its value is matched against the words
that the screens show for it, so nobody has to know a code.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from lifecycle.lights import Light
from lifecycle.queries.filters import ALL, OPEN, STATES
from stages import Standard
from web.labels import LANGUAGES, say

Standards = tuple[Standard, ...]
Names = Mapping[str, tuple[str, ...]]
"""What a value is called, in Chinese and in English, by the word that stands for it inside."""
SHOWN_LIGHTS = tuple(light.value for light in Light if light is not Light.DONE_LATE)


@dataclass(frozen=True, slots=True)
class Token:
    """`code` names the filter; `zh` and `en` are its names, the first of each shown. `values` is None for free text and
    numbers.
    """

    code: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    values: Callable[[Standards], Names] | None = None
    sign: str = ":"

    def name(self, language: str) -> str:
        return (self.en if language == "en" else self.zh)[0]

    def written(self, value: str, language: str) -> str:
        """The token as one writes it. A value with blanks is written without them."""
        return f"{self.name(language)}{self.sign}{value.replace(' ', '')}"

    def choices(self, standards: Standards) -> Names:
        return self.values(standards) if self.values is not None else {}


def _in_both(prefix: str, codes: Iterable[str]) -> Names:
    return {code: tuple(say(language, f"{prefix}.{code}") for language in LANGUAGES) for code in codes}


def _of_standards(block: str, standards: Standards) -> Names:
    """The texts of one block of every standard in use; its own code is understood too."""
    found: dict[str, tuple[str, ...]] = {}
    for standard in standards:
        owner = standard.flow if block in ("tracks", "entry_points") else standard
        for code, each in getattr(owner, block).items():
            found.setdefault(code, (each.text.zh, each.text.en, code))
    return found


def _parties(standards: Standards) -> Names:
    """Roles that can take part."""
    names = _of_standards("roles", standards)
    party = {code for standard in standards for code, role in standard.roles.items() if role.party}
    return {code: texts for code, texts in names.items() if code in party}


PHASE = Token("phase", ("阶段",), ("phase",), partial(_of_standards, "phases"))
STAGE = Token("stage", ("环节",), ("stage",), partial(_of_standards, "stages"))
TOKENS = (
    PHASE,
    STAGE,
    Token("state", ("状态",), ("status", "state"), lambda _: _in_both("state", (*STATES, OPEN, ALL))),
    Token("light", ("灯", "亮灯"), ("light",), lambda _: _in_both("light", SHOWN_LIGHTS)),
    Token("role", ("主体",), ("party", "role"), _parties),
    Token("organisation", ("单位",), ("organisation", "org")),
    Token("officer", ("专员", "负责人"), ("officer",)),
    Token("overdue_wd", ("逾期",), ("overdue",), sign=">"),
    Token("track", ("通道",), ("track",), partial(_of_standards, "tracks")),
    Token("entry", ("入口",), ("entry",), partial(_of_standards, "entry_points")),
)
BY_NAME = {name: token for token in TOKENS for name in (*token.zh, *token.en)}


def matched(names: Names, word: str) -> str | None:
    """The value a word stands for: one that is called exactly so, else the first whose name holds it."""
    wanted = plain(word)
    spelled = {code: tuple(plain(name) for name in each) for code, each in names.items()}
    exact = (code for code, each in spelled.items() if wanted in each)
    partly = (code for code, each in spelled.items() if any(wanted in name for name in each))
    return next(exact, None) or next(partly, None)


def plain(text: str) -> str:
    """Without case and blanks, as values are compared."""
    return "".join(text.casefold().split())
