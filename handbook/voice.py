"""Rules of the standard read out as sentences, in one language (`Voice`) and in all of a book at once (`Voices`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from types import MappingProxyType
from typing import Any, TypeVar

from handbook.labels import TEXTS, say
from handbook.nodes import NOWORDS, Words
from stages.conditions import AllOf, AnyOf, Condition, FactTest, FlagIs, Negation, Value
from stages.model import Due, Fact, Milestone, Source, Standard, Text

Item = TypeVar("Item")
_CONTRARY = MappingProxyType({"==": "!=", "!=": "==", ">=": "<", "<": ">=", "<=": ">", ">": "<="})


@dataclass(frozen=True)
class Voice:
    """Reads `standard` in `lang`, 'zh' or 'en'."""

    standard: Standard
    lang: str

    def of(self, text: Text) -> str:
        """A text of the standard."""
        return text.en if self.lang == "en" else text.zh

    def say(self, key: str, **values: object) -> str:
        """A sentence of the handbook's own."""
        return say(self.lang, key, **values)

    def word(self, kind: str, code: str) -> str:
        """The word for a code that a standard may choose freely: ours where we have one, else the code itself."""
        key = f"{kind}.{code}"
        return self.say(key) if key in TEXTS else code

    def listed(self, names: Iterable[str]) -> str:
        """Several names in one sentence."""
        return (", " if self.lang == "en" else "、").join(names)

    def aside(self, text: str) -> str:
        """In brackets, after what it belongs to."""
        return f" ({text})" if self.lang == "en" else f"（{text}）"

    def day(self, day: date) -> str:
        """A day in full: 2026年1月1日, 1 January 2026."""
        if self.lang == "en":
            return f"{day.day} {day:%B %Y}"
        return f"{day.year}年{day.month}月{day.day}日"

    def weekday(self, day: date, *, short: bool = False) -> str:
        """周四, Thursday; in short, to stand behind a date: (周四), ( Thu)."""
        names = self.say("calendar.weekday_names").split()
        name = names[day.weekday()]
        return self.say("calendar.weekday_short", name=name) if short else name

    # Who ------------------------------------------------------------------------------------------------------

    @cached_property
    def _people(self) -> dict[str, str]:
        standard = self.standard
        blocks: tuple[Iterable[tuple[str, Any]], ...] = (
            standard.organisation_kinds.items(),
            standard.flow.special_actors.items(),
            standard.roles.items(),
            standard.offices.items(),
        )
        return {code: self.of(named.text) for block in blocks for code, named in block}

    def who(self, code: str) -> str:
        """An office, a role, a kind of organisation or a special actor by its code; the ladder's own recipients too."""
        return self._people.get(code) or self.word("who", code)

    def documents(self, codes: Iterable[str]) -> str:
        """Kinds of document by name."""
        return self.listed(self.of(self.standard.documents[code].text) for code in codes)

    # Where it comes from --------------------------------------------------------------------------------------

    def source(self, source: Source, basis: tuple[str, ...] = ()) -> str:
        """Where a rule comes from, each article with how far it was checked; a proposal is called one."""
        kind = self.say(f"source.{source.kind}")
        cited = self.listed(self._cited(source, ref) for ref in source.ref)
        key = "source.after" if source.kind == "proposal" else "source.with"
        told = self.say(key, kind=kind, cited=cited) if cited else kind
        if not basis:
            return told
        return self.say("source.basis", told=told, basis=self.listed(self.citation(ref) for ref in basis))

    def _cited(self, source: Source, ref: str) -> str:
        """A reference of a source; a section of the plan is called one where the kind of source does not."""
        is_section = ref in self.standard.references.plan.sections
        named = is_section and source.kind != "plan"
        return self.say("cite.of_plan", section=ref) if named else self.citation(ref)

    def citation(self, ref: str) -> str:
        """One reference: a section of the plan, a law or its article, a published standard."""
        references = self.standard.references
        law, _, article = ref.partition("/")
        if law in references.laws:
            name = self.of(references.laws[law].text)
            if not article:
                return self.say("cite.law", name=name)
            status = references.laws[law].articles[article]
            told = self.say("cite.article", name=name, article=article)
            return told if status == "verified" else told + self.say(f"status.{status}")
        if ref in references.standards:
            return self.of(references.standards[ref].text)
        return self.say("cite.plan", section=ref)

    # When -----------------------------------------------------------------------------------------------------

    def due(self, due: Due, kind: str = "") -> str:
        """When something falls due, with the event it counts from and the kind of day."""
        if due.before:
            return self.say("due.before", event=self._start(due.before))
        if due.fixed:
            month, day = (int(part) for part in due.fixed.split("-"))
            key = "due.fixed" if due.every_months == 12 else "due.fixed_every"  # noqa: PLR2004 - a year
            return self.say(key, month=month, day=day, n=due.every_months)
        told = self._counted(due, kind)
        others = (
            self.say("due.from_if", condition=self.condition(other.if_), start=self._start(other.from_))
            for other in due.from_if
        )
        return "".join((told, *others))

    def _counted(self, due: Due, kind: str) -> str:
        start = self._start(due.from_ or "")
        every = due.every_months or due.every_wd
        if every:
            unit = "months" if due.every_months else "wd"
            told = self.say(f"due.every_{unit}", start=start, n=every)
            if due.by_day:
                told += self.say("due.by_day", n=due.by_day)
            return told + (self.say("due.grace", n=due.grace_wd) if due.grace_wd else "")
        unit, n = next((name, n) for name in ("wd", "cd", "months") if (n := getattr(due, name)) is not None)
        length = self.say(f"length.{unit}", n=n)
        form = "window" if kind == "window" else "each" if due.each else "within"
        return self.say(f"due.{form}", start=start, length=length)

    def _start(self, code: str) -> str:
        """An event by its name, a milestone by its code and text."""
        if code in self.standard.events:
            return self.say("due.event", event=self.of(self.standard.events[code].text))
        if code in self.standard.milestones:
            return self.say("due.milestone", code=code)
        return self.say("due.stage_entered") if code == "entry" else code

    def repeats(self, milestone: Milestone) -> str:
        """A word for a milestone that comes again, else nothing."""
        return self.say("repeats") if milestone.due.repeats else ""

    # If -------------------------------------------------------------------------------------------------------

    def condition(self, condition: Condition | None, *, inner: bool = False) -> str:
        """A condition as a sentence; nothing for none."""
        match condition:
            case None:
                return ""
            case AllOf():
                return self._joined(condition.all, "and", inner=inner)
            case AnyOf():
                return self._joined(condition.any, "or", inner=inner)
            case Negation():
                return self._contrary(condition.not_)
            case FactTest():
                return self._test(condition.fact, condition.op, condition.value)
            case FlagIs():
                return self._flag(condition, wanted=True)

    def _joined(self, conditions: Iterable[Condition], word: str, *, inner: bool) -> str:
        told = self.say(f"condition.{word}").join(self.condition(each, inner=True) for each in conditions)
        return self.say("condition.inner", told=told) if inner else told

    def _contrary(self, condition: Condition) -> str:
        if isinstance(condition, FactTest):
            return self._test(condition.fact, _CONTRARY[condition.op], condition.value)
        if isinstance(condition, FlagIs):
            return self._flag(condition, wanted=False)
        return self.say("condition.not", told=self.condition(condition, inner=True))

    def _flag(self, test: FlagIs, *, wanted: bool) -> str:
        fact = self.standard.facts[test.flag]
        values = test.in_ or ((True,) if test.is_ is None else (test.is_,))
        if values in ((True,), (False,)):
            return self._yes_no(fact, is_yes=bool(values[0]) is wanted)
        listed = self.say("condition.or").join(self.value(fact, value) for value in values)
        return self.say("test.is" if wanted else "test.is_not", fact=self.of(fact.text), value=listed)

    def _test(self, name: str, op: str, value: Value) -> str:
        fact = self.standard.facts[name]
        if isinstance(value, bool):
            return self._yes_no(fact, is_yes=value is (op == "=="))
        return self.say(f"test.{op}", fact=self.of(fact.text), value=self.value(fact, value))

    def _yes_no(self, fact: Fact, *, is_yes: bool) -> str:
        return self.say("test.yes" if is_yes else "test.no", fact=self.of(fact.text))

    def value(self, fact: Fact, value: Value) -> str:
        """A value of a fact with its unit; one of an enumeration by name."""
        named = {each.code: each.text for each in fact.values}
        if isinstance(value, str) and value in named:
            return self.of(named[value])
        unit = self.of(fact.unit) if fact.unit else ""
        return self.measured(value, unit)

    def formula(self, formula: str) -> str:
        """A formula of the rubric with signs and words instead of those of a program."""
        signs = {
            "sum": "Σ", r"\*": "×", "/": "÷",
            r"\bw\b": self.say("formula.w"), r"\blevel\b": self.say("formula.level"),
        }  # fmt: skip
        return reduce(lambda told, sign: re.sub(sign, signs[sign], told), signs, formula)

    def assigned(self, values: Mapping[str, Value]) -> str:
        """What facts become: 有中介参与为是."""
        facts = self.standard.facts
        return self.listed(
            self.say("test.is", fact=self.of(facts[name].text), value=self._plain(facts[name], value))
            for name, value in values.items()
        )

    def _plain(self, fact: Fact, value: Value) -> str:
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        return self.value(fact, value)

    def facts(self, names: Iterable[str]) -> str:
        """What facts are called."""
        return self.listed(self.of(self.standard.facts[name].text) for name in names)

    def measured(self, value: object, unit: str) -> str:
        """A number with its unit; English and signs stand apart from it, Chinese does not."""
        gap = " " if unit and (self.lang == "en" and unit != "%") else ""
        return f"{value}{gap}{unit}"


@dataclass(frozen=True)
class Voices:
    """Every language of a book at once: what comes back is `Words`."""

    voices: tuple[Voice, ...]
    _known: dict[str, Words] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def standard(self) -> Standard:
        """The standard that is read."""
        return self.voices[0].standard

    @cached_property
    def langs(self) -> tuple[str, ...]:
        """The languages, in printed order."""
        return tuple(voice.lang for voice in self.voices)

    def each(self, read: Callable[[Voice], str]) -> Words:
        """What `read` says in each language; no words at all where it says nothing."""
        told = tuple([read(voice) for voice in self.voices])
        return told if any(told) else NOWORDS

    def say(self, key: str, **values: object) -> Words:
        """A sentence of the handbook's own. A value may be a text of the standard, or words."""
        if not values:
            return self._plain(key)
        return tuple(
            voice.say(key, **{name: _in(voice, n, value) for name, value in values.items()})
            for n, voice in enumerate(self.voices)
        )

    def _plain(self, key: str) -> Words:
        """A sentence without values, made once: most cells of a book are such."""
        if key not in self._known:
            self._known[key] = tuple(voice.say(key) for voice in self.voices)
        return self._known[key]

    def of(self, text: Text) -> Words:
        """A text of the standard."""
        return tuple([voice.of(text) for voice in self.voices])

    def same(self, text: str) -> Words:
        """A text that is the same in all languages: a code, a number."""
        return (text,) * len(self.voices)


def _in(voice: Voice, n: int, value: object) -> object:
    """A value as the n-th voice says it."""
    if isinstance(value, Text):
        return voice.of(value)
    return value[n] if isinstance(value, tuple) else value
