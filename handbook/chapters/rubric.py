"""Scoring: dimensions and their levels, floors, totals, bands, the panel, recusal, disagreement."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.draft import Draft
from handbook.nodes import Cell, Items, Para, Part, Row, Table, Words
from handbook.voice import Voice
from stages.model import Dimension, PanelRule, Rubric, ScoredAt, Source


def rubric(draft: Draft, rubric: Rubric) -> Part:
    """The chapter on scoring and experts."""
    concerned = draft.parties | draft.panels
    return draft.part(
        "rubric",
        draft.para("rubric.read", version=rubric.version, scale=rubric.scale.text),
        draft.para("rubric.valid", n=rubric.validity.months),
        parts=(
            _dimensions(draft, rubric),
            _levels(draft, rubric),
            _thresholds(draft, rubric),
            _panel(draft, rubric.panel),
            _recusal(draft, rubric),
            _scoring(draft, rubric),
        ),
        roles=concerned,
    )


def _told(draft: Draft, source: Source) -> Para:
    return Para(draft.voices.each(lambda voice: voice.say("source.of", told=voice.source(source))), "note")


def _dimensions(draft: Draft, rubric: Rubric) -> Part:
    rows = (
        draft.clause(
            "dimensions", each.code, draft.text(each.text), draft.cell(str(each.weight)),
            _crosswalk(draft, rubric, each),
            source=each.source,
        )
        for each in rubric.dimensions
    )  # fmt: skip
    heads = [("column.dimension", 36), ("column.points", 12), ("column.crosswalk", 52)]
    return draft.part("rubric/dimensions", draft.table(heads, rows))


def _crosswalk(draft: Draft, rubric: Rubric, dimension: Dimension) -> Cell:
    walk = rubric.crosswalk
    terms = {term.code: term.text for term in (*walk.gbt44731, *walk.arl)} if walk else {}

    def told(voice: Voice) -> str:
        codes = (*dimension.gbt44731, *((dimension.arl,) if dimension.arl else ()))
        named = [voice.of(terms[code]) if code in terms else code for code in codes]
        return voice.listed([*named, *((dimension.irl,) if dimension.irl else ())])

    return draft.cell(draft.voices.each(told) or "—")


def _levels(draft: Draft, rubric: Rubric) -> Part:
    tables = (_levels_of(draft, rubric, each) for each in rubric.dimensions)
    return draft.part("rubric/levels", draft.para("levels.read"), *tables, _told(draft, rubric.levels_source))


def _levels_of(draft: Draft, rubric: Rubric, dimension: Dimension) -> Table:
    rows = (
        Row((draft.cell(str(level.n)), draft.text(level.text))) for level in rubric.levels[dimension.code]
    )
    caption = draft.voices.each(lambda voice: f"{dimension.code} {voice.of(dimension.text)}")
    return draft.plain_table([("column.level_n", 10), ("column.shown", 90)], rows, caption=caption)


def _thresholds(draft: Draft, rubric: Rubric) -> Part:
    say = draft.voices.say
    return draft.part(
        "rubric/thresholds",
        draft.table(
            [("column.by", 16), ("column.dimensions", 30), ("column.done_in", 30)],
            (_scored(draft, each) for each in rubric.scored_at),
            caption=say("table.scored_at"),
        ),
        draft.table([("column.floors", 80)], _floors(draft, rubric), caption=say("table.floors")),
        draft.table(
            [("column.total", 40), ("column.weight", 30)],
            (
                draft.clause(
                    "totals",
                    each.gate,
                    draft.cell(f"≥ {each.min}"),
                    draft.say(f"weight.{each.weight}"),
                    source=each.source,
                )
                for each in rubric.totals
            ),
            caption=say("table.totals"),
        ),
        draft.table(
            [("column.band", 34), ("column.range", 30), ("column.leads_to", 24)],
            _bands(draft, rubric),
            caption=say("table.bands"),
        ),
    )


def _scored(draft: Draft, scored: ScoredAt) -> Row:
    dimensions = draft.cell(codes=scored.dimensions) if scored.dimensions else draft.say("all_dimensions")
    done = (scored.duty, scored.milestone, scored.rescore_duty, scored.rescore_milestone)
    return draft.clause(
        "scored_at", scored.gate, draft.say(f"who.{scored.by}"), dimensions, draft.cell(codes=[c for c in done if c]),
        source=scored.source,
    )  # fmt: skip


def _floors(draft: Draft, rubric: Rubric) -> Iterator[Row]:
    for floor in rubric.floors:
        levels = "  ".join(f"{code} ≥ {level}" for code, level in floor.levels.items())
        yield draft.clause("floors", floor.gate, draft.cell(levels), source=floor.source)


def _bands(draft: Draft, rubric: Rubric) -> Iterator[Row]:
    for band in rubric.bands:
        range_ = f"{band.min} ≤ Σ" + (f" < {band.below}" if band.below is not None else "")
        leads = draft.cell(codes=[f"{band.gate}/{band.option}"])
        yield draft.clause(
            "bands", band.code, draft.text(band.text), draft.cell(range_), leads, source=band.source
        )


def _panel(draft: Draft, panel: PanelRule) -> Part:
    voices = draft.voices
    larger, opinion = panel.larger, panel.on_request_opinion

    def told(voice: Voice) -> str:
        return voice.say(
            "panel.larger", n=larger.min_experts, told=voice.condition(larger.applies_if)
        ) if larger else ""  # fmt: skip

    structure = voices.each(
        lambda v: v.say(
            "panel.structure",
            told=v.listed(f"{v.word('panelist', kind)} {n}" for kind, n in panel.structure.items()),
        )
    )
    entries = [
        voices.say("panel.size_odd" if panel.odd else "panel.size", n=panel.min_experts),
        voices.each(told),
        structure,
        voices.say("panel.same_employer", n=panel.same_employer_max),
        voices.say("panel.sides", n=panel.from_holder_receiver_or_broker),
        voices.of(panel.valid_rule.text),
        voices.of(panel.term),
        voices.say("panel.opinion", n=opinion.experts, track=draft.standard.flow.tracks[opinion.track].text)
        if opinion
        else (),
    ]
    return draft.part(
        "rubric/panel",
        Items(tuple(words for words in entries if words), lettered=True),
        _told(draft, panel.source),
    )


def _recusal(draft: Draft, rubric: Rubric) -> Part:
    rows = (
        draft.clause("recusal", each.code, draft.text(each.text), source=each.source)
        for each in rubric.recusal
    )
    return draft.part(
        "rubric/recusal",
        draft.para("recusal.read", n=rubric.recusal_window_years),
        draft.table([("column.cause", 90)], rows),
    )


def _scoring(draft: Draft, rubric: Rubric) -> Part:
    scoring, spread, say = rubric.scoring, rubric.dispersion, draft.voices.say
    entries: list[Words] = [
        say("scoring.blind") if scoring.blind_until_all_in else (),
        say("scoring.immutable") if scoring.immutable_after_submit else (),
        say("scoring.reasons", n=scoring.reason_required.evidence_from_level),
        draft.voices.of(scoring.level_for_total.text),
        draft.voices.each(lambda v: v.say("scoring.floor", told=v.say(f"average.{scoring.level_for_floor}"))),
        draft.voices.each(
            lambda v: v.say(
                "scoring.total", formula=v.formula(scoring.total.formula), n=scoring.total.decimals
            )
        ),
        draft.voices.of(scoring.self_rating.text),
    ]
    limits = spread.trigger
    return draft.part(
        "rubric/scoring",
        Items(tuple(words for words in entries if words), lettered=True),
        draft.para("scoring.spread", sd=limits.sample_sd_over, range=limits.range_at_least),
        Items(tuple(draft.voices.of(step.text) for step in spread.steps), lettered=True),
        _told(draft, scoring.source),
    )
