"""The road: the picture, the statuses, where a project may start, the tracks."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.chapters.front import road
from handbook.draft import Draft
from handbook.nodes import Cell, Items, Part, Row, Table, Words
from handbook.voice import Voice
from stages.model import Need, Track


def flow(draft: Draft) -> Part:
    """The whole road, its statuses, its entries and its tracks."""
    return draft.part(
        "flow",
        draft.note("flow.read"),
        road(draft),
        parts=(_statuses(draft), _entries(draft), _tracks(draft)),
    )


def _statuses(draft: Draft) -> Part:
    states = draft.standard.flow.states.values()
    rows = [draft.clause("states", state.code, draft.text(state.text)) for state in states]
    return draft.part("flow/statuses", draft.table([("column.status", 72)], rows))


def _entries(draft: Draft) -> Part:
    say = draft.voices.say
    points = [("column.entry", 34), ("column.stage", 16), ("column.needs", 50)]
    rules = [("column.rule", 60), ("column.who", 24), ("column.limit", 16)]
    return draft.part(
        "flow/entries",
        draft.table(points, _entry_points(draft), caption=say("table.entries")),
        draft.table(rules, _mid_entry(draft), caption=say("table.mid_entry")),
        roles=draft.parties,
    )


def _entry_points(draft: Draft) -> Iterator[Row]:
    for point in draft.standard.flow.entry_points.values():
        needs = draft.cell(*(_need(draft, need) for need in point.need)) if point.need else draft.say("none")
        stage = draft.text(draft.standard.stages[point.stage].text)
        yield draft.clause(
            "entry_points", point.code, draft.text(point.text), stage, needs, source=point.source
        )


def _mid_entry(draft: Draft) -> Iterator[Row]:
    for rule in draft.standard.flow.mid_entry_rules.values():
        who = draft.who(rule.doer, rule.confirmer) if rule.doer else draft.cell("—")
        limit = draft.say("length.wd", n=rule.wd) if rule.wd is not None else draft.cell("—")
        told = draft.cell(draft.voices.of(rule.text), _facts(draft, rule.facts))
        yield draft.clause("mid_entry_rules", rule.code, told, who, limit, source=rule.source)


def _facts(draft: Draft, names: tuple[str, ...]) -> Words:
    """The facts that a rule is about; no words for none."""
    return draft.voices.each(lambda voice: voice.facts(names)) if names else ()


def _need(draft: Draft, need: Need) -> Words:
    def told(voice: Voice) -> str:
        pieces = (
            voice.documents(need.docs),
            voice.say("need.any", docs=voice.documents(need.any_docs)) if need.any_docs else "",
            voice.condition(need.test),
            voice.say("if", told=voice.condition(need.applies_if)) if need.applies_if else "",
        )
        return voice.say("then").join(piece for piece in pieces if piece)

    return draft.voices.each(told)


def _tracks(draft: Draft) -> Part:
    tracks = draft.standard.flow.tracks.values()
    rows = (
        draft.clause(
            "tracks",
            track.code,
            draft.text(track.text),
            draft.cell(draft.tested(track.applies_if) or draft.voices.say("track.else")),
            draft.say(f"track_kind.{track.kind}"),
            source=track.source,
        )
        for track in tracks
    )
    heads = [("column.track", 24), ("column.if", 56), ("column.track_kind", 20)]
    parts = [_track(draft, track) for track in tracks]
    return draft.part(
        "flow/tracks",
        draft.para("track.first"),
        draft.table(heads, rows),
        parts=[part for part in parts if part.blocks],
        roles=draft.parties,
    )


def _track(draft: Draft, track: Track) -> Part:
    """How one track differs from the normal way."""
    texts = [draft.voices.of(text) for text in (track.panel, track.publicity, track.growth) if text]
    texts += [draft.voices.of(change.text) for change in track.changes]
    return draft.part(
        f"flow/track.{track.code}",
        Items(tuple(texts)),
        draft.coded("track.keeps", track.keep_duties) if track.keep_duties else None,
        _simplified(draft, track),
        _path(draft, track),
        _kept_milestones(draft, track),
        title=draft.voices.of(track.text),
    )


def _simplified(draft: Draft, track: Track) -> Table:
    rows = (
        Row((draft.cell(codes=[each.duty]), draft.cell(draft.voices.of(each.text))))
        for each in track.simplified
    )
    heads = [("column.code", 16), ("column.simplified", 84)]
    return draft.plain_table(heads, rows, caption=draft.voices.say("table.simplified"))


def _path(draft: Draft, track: Track) -> Table:
    rows = (
        Row(
            (
                draft.cell(codes=[step.gate]),
                draft.say(f"mode.{step.mode}"),
                draft.who(step.propose),
                draft.who(step.decider),
                draft.cell(codes=(*step.entry, *step.criteria)),
                draft.say("length.wd", n=step.wd),
            )
        )
        for step in track.path
    )
    heads = [
        ("column.gate", 10), ("column.mode", 14), ("column.proposes", 18), ("column.decides", 18),
        ("column.criteria", 28), ("column.limit", 16),
    ]  # fmt: skip
    return draft.plain_table(heads, rows, caption=draft.voices.say("table.path"))


def _kept_milestones(draft: Draft, track: Track) -> Table:
    known = draft.standard.milestones

    def due(code: str, index: int) -> Cell:
        given = track.milestones[index].due or known[code].due
        return draft.cell(draft.due(given, known[code].kind))

    rows = (
        Row((draft.cell(codes=[kept.code]), draft.text(known[kept.code].text), due(kept.code, index)))
        for index, kept in enumerate(track.milestones)
    )
    heads = [("column.code", 14), ("column.milestone", 42), ("column.due", 44)]
    return draft.plain_table(heads, rows, caption=draft.voices.say("table.kept"))
