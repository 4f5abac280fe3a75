"""What somebody types into the search box: plain words, and tokens such as 灯:红 or overdue>5.

A token names a filter in either language; its value is matched against the words that the screens show for it, so
nobody has to know a code. What is not understood is said, and left out.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lifecycle.lights import Light
from lifecycle.queries.register import STATES, Filters
from stages import Standard
from web.labels import LANGUAGES, say

LONGEST = 200
MOST_WORDS = 6
_TOKEN = re.compile(r"(?P<name>[^\s:：>＞]+)(?P<sign>[:：>＞])(?P<value>\S+)")
_NAMES = {
    "stage": ("环节", "阶段", "stage"),
    "state": ("状态", "status"),
    "light": ("灯", "亮灯", "light"),
    "organisation": ("单位", "主体", "organisation"),
    "officer": ("专员", "负责人", "officer"),
    "overdue_wd": ("逾期", "overdue"),
}
_FILTER = {name: setting for setting, names in _NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class Search:
    """The filters a text asks for, on top of those given; `not_understood` are its words that mean nothing."""

    filters: Filters
    not_understood: tuple[str, ...] = ()


def understood(text: str, given: Filters, standards: Iterable[Standard]) -> Search:
    """What the text asks for. Only its first 200 characters and six plain words are read."""
    changed, odd, words = dict[str, Any](), list[str](), list[str]()
    for part in text[:LONGEST].split():
        token = _TOKEN.fullmatch(part)
        setting = _FILTER.get(token["name"].casefold()) if token else None
        if token is None or setting is None:
            words.append(part)
            continue
        value = _value(setting, token["value"], standards)
        if value is None:
            odd.append(part)
        else:
            changed[setting] = value
    return Search(replace(given, words=tuple(words[:MOST_WORDS]), **changed), tuple(odd))


def _value(setting: str, word: str, standards: Iterable[Standard]) -> Any:
    """The value a word stands for; None for one that stands for nothing."""
    if setting == "overdue_wd":
        return int(word) if re.fullmatch(r"\d{1,4}", word, re.ASCII) else None
    if setting not in _CHOICES:
        return word
    names = _CHOICES[setting](standards)
    return next(
        (code for code, shown in names.items() if any(word.casefold() in name for name in shown)), None
    )


def _stages(standards: Iterable[Standard]) -> Mapping[str, tuple[str, ...]]:
    stages = (stage for standard in standards for stage in standard.stages.values())
    return {stage.code: (stage.text.zh, stage.text.en.casefold(), stage.code.casefold()) for stage in stages}


def _lights(_: Iterable[Standard]) -> Mapping[str, tuple[str, ...]]:
    shown = (light for light in Light if light is not Light.DONE_LATE)
    return {light.value: _in_both(f"light.{light.value}") for light in shown}


def _states(_: Iterable[Standard]) -> Mapping[str, tuple[str, ...]]:
    return {state: _in_both(f"state.{state}") for state in (*STATES, "open", "all")}


def _in_both(key: str) -> tuple[str, ...]:
    return tuple(say(language, key).casefold() for language in LANGUAGES)


_CHOICES: Mapping[str, Callable[[Iterable[Standard]], Mapping[str, tuple[str, ...]]]] = {
    "stage": _stages,
    "light": _lights,
    "state": _states,
}
