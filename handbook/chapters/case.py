"""Annex of the worked case: an invented project, its dates, one delay, its scores. Every number is reckoned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from handbook.draft import Draft
from handbook.given import Case, CaseDay, CaseLate
from handbook.nodes import Cell, Para, Part, Row, Words
from handbook.scoring import Scored, Worked, rounded, worked
from stages.model import Rubric, Stage

_SHOWN = 2  # decimals of what is rounded only to be read


def case(draft: Draft) -> Part:
    """The project on the normal way: with days where a calendar was given, else in working days."""
    given, rubric = draft.given.case, draft.standard.rubric
    stages = _dated(draft, given) if given else _counted(draft)
    late = _late(draft, given.late) if given and given.late else None
    scored = worked(rubric) if rubric else None
    scores = _scores(draft, rubric, scored) if rubric and scored else None
    read = draft.para("case.dated" if given else "case.read")
    return draft.part("case", read, parts=(*stages, late, scores), roles=draft.parties, repeats=True)


# By days -----------------------------------------------------------------------------------------------------------


def _dated(draft: Draft, given: Case) -> Iterator[Part]:
    for stay in given.stages:
        stage = draft.standard.stages[stay.stage]
        heads = [
            ("column.code", 18), ("column.milestone", 34), ("column.due", 34), ("column.due_day", 38),
            ("column.done_on", 38),
        ]  # fmt: skip
        yield draft.part(
            f"case/{stage.code}",
            draft.para("case.entered", stage=stage.text, day=_day(draft, stay.entered_on)),
            draft.plain_table(heads, (_row(draft, day) for day in stay.days)),
            title=draft.voices.of(stage.text),
        )


def _row(draft: Draft, day: CaseDay) -> Row:
    milestone = draft.standard.milestones[day.code]
    late = draft.given.case.late if draft.given.case else None
    marked = draft.voices.say("case.late") if late and late.day == day else ()
    provisional = draft.voices.say("item.provisional") if day.is_provisional else ()
    return Row(
        (
            draft.cell(codes=[day.code]),
            draft.text(milestone.text),
            draft.cell(draft.due(milestone.due, milestone.kind)),
            draft.cell(_day(draft, day.due), provisional),
            draft.cell(_day(draft, day.done_on), marked),
        )
    )


def _day(draft: Draft, day: date) -> Words:
    return draft.voices.each(lambda voice: f"{voice.day(day)}{voice.weekday(day, short=True)}")


def _late(draft: Draft, late: CaseLate) -> Part:
    milestone = draft.standard.milestones[late.day.code]
    ladder = {rung.code: rung for rung in draft.standard.supervision.ladder}
    rows = (
        Row(
            (
                draft.cell(_day(draft, each.on)),
                draft.cell(codes=[each.code]),
                draft.text(ladder[each.code].text),
                draft.who(*ladder[each.code].who),
            )
        )
        for each in late.rungs
    )
    heads = [("column.day", 32), ("column.code", 10), ("column.rung", 26), ("column.to", 32)]
    return draft.part(
        "case/late",
        draft.coded(
            "case.late.read",
            [late.day.code],
            milestone=milestone.text,
            due=_day(draft, late.day.due),
            done=_day(draft, late.day.done_on),
            n=late.late_wd,
        ),
        draft.para("case.late.lights", yellow=_day(draft, late.yellow_on), red=_day(draft, late.red_on)),
        draft.plain_table(heads, rows, caption=draft.voices.say("table.rungs")),
        draft.para("case.late.after"),
    )


# By working days -----------------------------------------------------------------------------------------------------


def _counted(draft: Draft) -> Iterator[Part]:
    day = 1
    for stage in draft.standard.stages.values():
        yield _counted_in(draft, stage, day)
        day += stage.duration.typical_wd


def _counted_in(draft: Draft, stage: Stage, day: int) -> Part:
    rows = (
        Row(
            (
                draft.cell(codes=[each.code]),
                draft.text(each.text),
                draft.cell(draft.due(each.due, each.kind)),
                draft.who(each.owner),
            )
        )
        for each in stage.milestones
        if each.applies_if is None and not each.due.repeats and each.kind != "notice"
    )
    heads = [("column.code", 16), ("column.milestone", 36), ("column.due", 36), ("column.owner", 14)]
    start = draft.para("case.stage", stage=stage.text, day=day, n=stage.duration.typical_wd)
    table = draft.plain_table(heads, rows)
    return draft.part(f"case/{stage.code}", start, table, title=draft.voices.of(stage.text))


# Scores --------------------------------------------------------------------------------------------------------------


def _scores(draft: Draft, rubric: Rubric, scored: Worked) -> Part:
    gate = draft.standard.gates[scored.gate]
    heads = [
        ("column.code", 9), ("column.dimension", 25), ("column.levels", 18), ("column.for_total", 15),
        ("column.for_floor", 14), ("column.floor", 11), ("column.spread", 14), ("column.points", 10),
        ("column.score", 14),
    ]  # fmt: skip
    rows = [_scored(draft, each) for each in scored.scores]
    limits = rubric.dispersion.trigger
    told = draft.para(
        "case.scores.read", n=rubric.panel.min_experts, gate=gate.text, code=gate.code,
        max=rubric.scale.max, total=scored.total, decimals=rubric.scoring.total.decimals,
    )  # fmt: skip
    spread = draft.para(
        "case.scores.spread",
        sd=limits.sample_sd_over, range=limits.range_at_least,
        most=f"{max(each.spread for each in scored.scores):.2f}", widest=max(each.range for each in scored.scores),
    )  # fmt: skip
    table = draft.plain_table(heads, (*rows, _sum(draft, scored)))
    return draft.part("case/scores", told, table, spread, _outcome(draft, scored))


def _scored(draft: Draft, each: Scored) -> Row:
    cells = (
        " ".join(map(str, each.levels)), _number(each.for_total), _number(each.for_floor), f"≥ {each.floor}",
        f"{each.spread:.2f}", str(each.dimension.weight), _number(each.points),
    )  # fmt: skip
    return Row(
        (
            draft.cell(codes=[each.dimension.code]),
            draft.text(each.dimension.text),
            *(draft.cell(told) for told in cells),
        )
    )


def _number(value: Fraction) -> str:
    return f"{rounded(value, _SHOWN).normalize():f}"


def _sum(draft: Draft, scored: Worked) -> Row:
    weights = sum(each.dimension.weight for each in scored.scores)
    blank = Cell()
    return Row(
        (
            blank,
            draft.say("case.scores.total"),
            *(blank,) * 5,
            draft.cell(str(weights)),
            draft.cell(str(scored.total)),
        )
    )


def _outcome(draft: Draft, scored: Worked) -> Para | None:
    """The band of the total, and the decision it leads to."""
    band = scored.band
    if band is None:
        return None
    leads = [f"{scored.gate}/{band.option}"]
    return draft.coded("case.scores.outcome", leads, total=scored.total, code=band.code, band=band.text)
