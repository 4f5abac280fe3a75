"""Annex of definitions: indicators in full, the targets of the year, every fact that a rule may ask, and the events."""

from __future__ import annotations

from handbook.chapters.stage import target
from handbook.draft import Draft
from handbook.nodes import Cell, Part, Row, Words
from handbook.voice import Voice
from stages.model import Fact, Indicator, Target


def definitions(draft: Draft) -> Part:
    """Indicators in full, and every fact that a rule may ask."""
    return draft.part(
        "definitions", parts=(_indicators(draft), _targets(draft), _facts(draft), _events(draft))
    )


def _indicators(draft: Draft) -> Part:
    rows = (
        draft.clause(
            "indicators", each.code, draft.text(each.text), draft.text(each.unit), target(draft, each),
            draft.cell(draft.voices.of(each.formula), draft.applies(each.applies_if)),
            _taken_from(draft, each),
            draft.cell(draft.voices.say(f"level.{each.level}"), draft.voices.say(f"indicator.{each.kind}")),
            source=each.source, roles=draft.parties,
        )
        for each in draft.standard.indicators.values()
    )  # fmt: skip
    heads = [
        ("column.indicator", 24), ("column.unit", 11), ("column.target", 18), ("column.formula", 36),
        ("column.taken_from", 22), ("column.level", 13),
    ]  # fmt: skip
    return draft.part("definitions/indicators", draft.para("indicators.read"), draft.table(heads, rows))


def _taken_from(draft: Draft, indicator: Indicator) -> Cell:
    """The duties and documents that show its facts, and how often they come."""
    facts = [draft.standard.facts[name] for name in indicator.facts]
    duties = dict.fromkeys(code for fact in facts for code in fact.from_duties)
    documents = dict.fromkeys(fact.from_document for fact in facts if fact.from_document)
    periods = dict.fromkeys(
        repeat for code in duties if (repeat := draft.standard.duties[code].repeat) is not None
    )
    lines = [draft.documents(documents), *(draft.voices.say(f"repeat.{period}") for period in periods)]
    if any(fact.computed for fact in facts):
        lines.append(draft.voices.say("fact.computed"))
    return draft.cell(*lines, codes=duties)


def _targets(draft: Draft) -> Part | None:
    standard, say = draft.standard, draft.voices.say
    if not standard.targets:
        return None
    year = standard.targets_year
    heads = [("column.indicator", 50), ("column.target_of_year", 20), ("column.last_year", 20)]
    targets = (_target(draft, each) for each in standard.targets.values())
    actuals = (
        draft.clause(
            "last_year_only",
            each.code,
            draft.noted(each.text, each.note),
            draft.cell(draft.measured(each.last_year, each.unit)),
            source=each.source,
        )
        for each in standard.actuals.values()
    )
    return draft.part(
        "definitions/targets",
        draft.table(heads, targets, caption=say("table.targets", year=year)),
        draft.table(
            [("column.indicator", 60), ("column.last_year", 30)],
            actuals,
            caption=say("table.actuals", year=year),
        ),
        roles=draft.deciders,
    )


def _target(draft: Draft, target: Target) -> Row:
    sign = draft.voices.say(f"op.{target.op}")[0]
    actual = draft.measured(target.last_year, target.unit) if target.last_year is not None else "—"
    wanted = draft.cell(draft.measured(target.target, target.unit, sign))
    return draft.clause(
        "targets",
        target.code,
        draft.noted(target.text, target.note),
        wanted,
        draft.cell(actual),
        source=target.source,
    )


def _facts(draft: Draft) -> Part:
    heads = [("column.fact", 44), ("column.type", 26), ("column.recorded_by", 22), ("column.from", 22)]
    rows = (_fact(draft, each) for each in draft.standard.facts.values())
    return draft.part(
        "definitions/facts", draft.para("facts.read"), draft.table(heads, rows), roles=draft.parties
    )


def _fact(draft: Draft, fact: Fact) -> Row:
    def kind(voice: Voice) -> str:
        told = voice.say(f"type.{fact.type}")
        if fact.values:
            told = f"{told}{voice.say('colon')}{voice.listed(voice.of(value.text) for value in fact.values)}"
        return told + voice.aside(voice.of(fact.unit)) if fact.unit else told

    recorder = fact.entered_by or fact.recorded_by
    by = draft.say("fact.computed") if fact.computed else draft.who(recorder)
    return draft.clause(
        "facts", fact.name, draft.text(fact.text), draft.cell(draft.voices.each(kind)), by, _origin(draft, fact),
        roles=draft.roles_of(recorder) or draft.deciders,
    )  # fmt: skip


def _origin(draft: Draft, fact: Fact) -> Cell:
    if fact.from_document:
        return draft.text(draft.standard.documents[fact.from_document].text)
    if fact.from_duties:
        return draft.cell(codes=fact.from_duties)
    since = draft.standard.facts.get(fact.origin.or_since or "")
    return draft.cell(_about(draft, fact) or "—", draft.voices.of(since.text) if since else "")


def _about(draft: Draft, fact: Fact) -> Words:
    """What a computed fact is about: a status, a track, a document by name, a clause by its code."""
    code, flow = fact.origin.of, draft.standard.flow
    if code is None:
        return ()
    named = {**flow.states, **flow.tracks, **draft.standard.documents}.get(code)
    return draft.voices.of(named.text) if named else draft.words("debt", code)


def _events(draft: Draft) -> Part:
    facts = draft.standard.facts
    rows = (
        draft.clause(
            "events",
            each.name,
            draft.text(each.text),
            draft.text(facts[each.dated_by].text) if each.dated_by else draft.cell("—"),
        )
        for each in draft.standard.events.values()
    )
    return draft.part(
        "definitions/events",
        draft.table([("column.event", 50), ("column.dated_by", 40)], rows),
        roles=draft.parties,
    )
