"""Change, hold, stop, exit and re-entry: every move, the ends, what is owed on the way."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.draft import Draft
from handbook.nodes import Cell, Items, Para, Part, Row, Words
from handbook.voice import Voice
from stages.model import Authority, Exemption, Move, Settlement


def change(draft: Draft) -> Part:
    """The chapter on moves."""
    flow = draft.standard.flow
    return draft.part(
        "change",
        draft.para("change.read"),
        parts=(
            _moves(draft),
            _names(draft),
            _exemption(draft, flow.due_diligence_exemption) if flow.due_diligence_exemption else None,
        ),
        roles=draft.parties,
    )


def _moves(draft: Draft) -> Part:
    heads = [
        ("column.move", 12),
        ("column.from_to", 20),
        ("column.actors", 28),
        ("column.guard", 40),
        ("column.effect", 40),
    ]
    return draft.part(
        "change/moves",
        draft.table(heads, (_move(draft, move) for move in draft.standard.flow.moves.values())),
    )


def _move(draft: Draft, move: Move) -> Row:
    return draft.clause(
        "moves",
        move.code,
        draft.text(move.text),
        draft.cell(draft.voices.each(lambda voice: _way(voice, move))),
        draft.cell(draft.names(*move.actors), *(_authority(draft, each) for each in move.authority)),
        draft.cell(draft.tested(move.guard) or "—"),
        _effect(draft, move),
        source=move.source,
    )


def _way(voice: Voice, move: Move) -> str:
    states = voice.standard.flow.states
    start = voice.listed(voice.of(states[code].text) for code in move.from_)
    end = voice.of(states[move.to].text) if move.to in states else voice.say(f"to.{move.to}")
    told = voice.say("move.way", start=start, end=end)
    return voice.say("move.gates", told=told, gates=voice.listed(move.gates)) if move.gates else told


def _authority(draft: Draft, authority: Authority) -> Words:
    def told(voice: Voice) -> str:
        stages = voice.listed(voice.of(voice.standard.stages[code].text) for code in authority.stages)
        limits = (
            voice.say("authority.stages", stages=stages) if stages else "",
            voice.say("authority.wd", n=authority.max_wd) if authority.max_wd is not None else "",
            voice.say("authority.pct", n=authority.max_pct) if authority.max_pct is not None else "",
            voice.say("authority.times", n=authority.times) if authority.times is not None else "",
            voice.condition(authority.applies_if),
        )
        told = voice.say("then").join(limit for limit in limits if limit)
        return voice.say("authority", who=voice.who(authority.office), told=told)

    return draft.voices.each(told)


def _effect(draft: Draft, move: Move) -> Cell:
    """Clock, limits, who is told, papers, and everything else a move brings with it."""
    return draft.cell(
        draft.voices.of(move.clock), *_facts(draft, move), draft.voices.of(move.note) if move.note else ()
    )


def _facts(draft: Draft, move: Move) -> Iterator[Words]:
    numbers = {
        "window_wd": move.window_wd, "reply_wd": move.reply_wd, "decide_wd": move.decide_wd,
        "settlement_wd": move.settlement_wd, "archive_wd": move.archive_wd, "surveys": move.surveys,
        "barred_years": move.barred_years,
    }  # fmt: skip
    for name, n in numbers.items():
        if n is not None:
            yield draft.voices.say(f"move.{name}", n=n)
    states = draft.standard.flow.states
    for end, months in move.waiting_months.items():
        yield draft.voices.say("move.waiting", end=states[end].text, n=months)
    if move.notify:
        yield draft.voices.each(
            lambda v: v.say("move.notify", who=v.listed(v.who(code) for code in move.notify))
        )
    if move.docs:
        yield draft.voices.each(lambda v: v.say("move.docs", docs=v.documents(move.docs)))
    if move.about:
        yield draft.voices.each(
            lambda v: v.say("move.about", codes=v.listed(_about(v, code) for code in move.about))
        )
    if move.then:
        yield draft.voices.say("move.then", codes=draft.codes(move.then))
    yield from _further(draft, move)


def _further(draft: Draft, move: Move) -> Iterator[Words]:
    """What a change or an end brings with it."""
    if move.replaces:
        yield draft.voices.each(lambda v: v.say("move.replaces", who=v.who(move.replaces or "")))
    if move.redo:
        yield draft.voices.say("move.redo", codes=draft.codes(move.redo))
    if move.clears:
        yield draft.voices.each(lambda v: v.say("move.clears", told=v.facts(move.clears)))
    if move.corrects:
        yield draft.voices.each(lambda v: v.say("move.corrects", told=v.facts(move.corrects)))
    if move.settles:
        yield draft.voices.say("move.settles", codes=draft.codes(move.settles))
    if move.survey:
        yield draft.voices.say("move.survey", codes=move.survey)


def _about(voice: Voice, code: str) -> str:
    return code if code in voice.standard.milestones else voice.word("about", code)


def _settled(draft: Draft, item: Settlement) -> Row:
    papers = draft.voices.each(lambda v: v.documents((item.doc,) if item.doc else ()))
    return draft.clause(
        "settlement",
        item.code,
        draft.text(item.text),
        draft.who(item.owner),
        draft.cell(papers),
        draft.cell(draft.applies(item.applies_if)),
        source=item.source,
    )


def _names(draft: Draft) -> Part:
    flow, say = draft.standard.flow, draft.voices.say
    outcomes = (
        draft.clause(
            "outcomes",
            each.code,
            draft.text(each.text),
            draft.say(f"counts.{each.counts}"),
            source=each.source,
        )
        for each in flow.outcomes.values()
    )
    settled = (_settled(draft, each) for each in flow.settlement.values())
    causes = (
        draft.clause("cause_codes", each.code, draft.text(each.text)) for each in flow.cause_codes.values()
    )
    actors = (
        draft.clause("special_actors", each.code, draft.text(each.text))
        for each in flow.special_actors.values()
    )
    return draft.part(
        "change/names",
        draft.table([("column.outcome", 50), ("column.counts", 30)], outcomes, caption=say("table.outcomes")),
        draft.table(
            [("column.settled", 40), ("column.office", 30), ("column.documents", 30), ("column.if", 30)],
            settled,
            caption=say("table.settlement"),
        ),
        draft.table([("column.cause", 80)], causes, caption=say("table.causes")),
        draft.table([("column.actor", 80)], actors, caption=say("table.actors")),
    )


def _exemption(draft: Draft, exemption: Exemption) -> Part:
    sources = draft.voices.each(
        lambda v: v.say(
            "exemption.sources", heads=v.source(exemption.for_heads), staff=v.source(exemption.for_staff)
        )
    )
    return draft.part(
        "change/exemption",
        draft.para("exemption.read"),
        Items(tuple(draft.voices.of(need) for need in exemption.need), lettered=True),
        Para(sources, "note"),
    )
