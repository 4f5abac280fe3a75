"""One stage: purpose, entry, milestones, the duties of each role, deliverables, gate, indicators, risks, resources."""

from __future__ import annotations

from dataclasses import replace

from handbook.chapters.offers import valid
from handbook.draft import Draft
from handbook.nodes import Cell, Para, Part, Row, Words
from handbook.voice import Voice
from stages.model import AnnualReview, Criterion, Duty, Gate, Indicator, Milestone, Option, Stage


def stage(draft: Draft, stage: Stage) -> Part:
    """The chapter of a stage."""
    parts = (
        _purpose(draft, stage),
        _entry(draft, stage),
        _milestones(draft, stage),
        *(_duties(draft, stage, role) for role in draft.standard.roles),
        _deliverables(draft, stage),
        _gate(draft, stage.gate),
        _indicators(draft, stage),
        _risks(draft, stage),
        _resources(draft, stage),
        _review(draft, stage, stage.annual_review) if stage.annual_review else None,
    )
    part = draft.part(stage.code, parts=[each for each in parts if each], title=draft.voices.of(stage.text))
    return draft.stated(part, "stages", stage.code, stage.source)


def _slug(stage: Stage, name: str) -> str:
    return f"{stage.code}/{name}"


def _purpose(draft: Draft, stage: Stage) -> Part:
    phase = draft.standard.phases[stage.phase]
    duration = stage.duration
    longer = duration.with_poc_max_wd
    key = "stage.duration_longer" if longer else "stage.duration"
    return draft.part(
        _slug(stage, "purpose"),
        Para(draft.voices.of(stage.purpose), "lead"),
        draft.para("stage.phase", phase=phase.text, theme=phase.theme, prefix=stage.prefix),
        draft.para(key, typical=duration.typical_wd, most=duration.max_wd, longer=longer),
        _sources(draft, stage),
    )


def _sources(draft: Draft, stage: Stage) -> Para:
    told = draft.voices.each(
        lambda voice: voice.say(
            "stage.sources", stage=voice.source(stage.source), duration=voice.source(stage.duration.source)
        )
    )
    return Para(told, "note")


def _entry(draft: Draft, stage: Stage) -> Part | None:
    rows = (
        draft.clause(
            "entry", each.code, draft.text(each.text), draft.cell(draft.tested(each.test)), source=each.source
        )
        for each in stage.entry
    )
    heads = [("column.entry_condition", 40), ("column.test", 50)]
    return (
        draft.part(_slug(stage, "entry"), draft.table(heads, rows), roles=draft.parties)
        if stage.entry
        else None
    )


# Milestones and duties -------------------------------------------------------------------------------------------


def _milestones(draft: Draft, stage: Stage) -> Part:
    rows = (
        draft.clause(
            "milestones",
            each.code,
            _milestone_text(draft, each),
            draft.cell(draft.due(each.due, each.kind)),
            draft.who(each.owner),
            _kind(draft, each),
            source=each.source,
            basis=each.basis,
            roles=_concerned(draft, each),
        )
        for each in stage.milestones
    )
    heads = [("column.milestone", 34), ("column.due", 34), ("column.owner", 12), ("column.kind", 16)]
    return draft.part(_slug(stage, "milestones"), draft.para("milestones.read"), draft.table(heads, rows))


def _concerned(draft: Draft, milestone: Milestone) -> frozenset[str]:
    duties = (duty for duty in draft.standard.duties_of(milestone.stage) if duty.milestone == milestone.code)
    owed = draft.roles_of(
        milestone.owner, *(office for duty in duties for office in (duty.role, duty.confirmer))
    )
    return owed | (draft.parties if milestone.kind == "gate" else draft.deciders)


def _milestone_text(draft: Draft, milestone: Milestone) -> Cell:
    return draft.cell(draft.voices.of(milestone.text), draft.applies(milestone.applies_if))


def _kind(draft: Draft, milestone: Milestone) -> Cell:
    def told(voice: Voice) -> str:
        marks = [voice.say(f"kind.{milestone.kind}")]
        if milestone.statutory and milestone.kind != "statutory":
            marks.append(voice.say("kind.statutory"))
        if milestone.due.repeats and milestone.kind != "recurring":
            marks.append(voice.say("repeats"))
        if milestone.blocking:
            marks.append(voice.say("milestone.blocking"))
        if milestone.timing != "before_gate":
            marks.append(voice.say(f"timing.{milestone.timing}"))
        return voice.listed(marks)

    return draft.cell(draft.voices.each(told))


def _duties(draft: Draft, stage: Stage, role: str) -> Part | None:
    rows = tuple(_duty(draft, duty) for duty in stage.duties if duty.role == role)
    if not rows:
        return None
    heads = [
        ("column.duty", 38), ("column.requirement", 17), ("column.doer_confirmer", 27), ("column.by_when", 27),
        ("column.evidence", 19),
    ]  # fmt: skip
    title = draft.voices.each(lambda voice: voice.say("stage.duties_of", role=voice.who(role)))
    concerned = frozenset({role}).union(*(row.roles for row in rows))
    part = draft.part(_slug(stage, f"duties.{role}"), draft.table(heads, rows), title=title, roles=concerned)
    return replace(part, owner=role)


def _duty(draft: Draft, duty: Duty) -> Row:
    milestone = draft.standard.milestones[duty.milestone]
    voices = draft.voices
    due = draft.due(milestone.due, milestone.kind)
    requirement = draft.cell(
        voices.say(f"requirement.{duty.requirement}"), voices.say(f"binding.{duty.binding}")
    )
    return draft.clause(
        "duties",
        duty.code,
        draft.cell(voices.of(duty.text), draft.applies(duty.applies_if), _conditions(draft, duty)),
        requirement,
        draft.cell(
            draft.names(duty.doer),
            voices.each(lambda v: v.say("duty.confirmed_by", who=v.who(duty.confirmer))),
        ),
        Cell((due,), (duty.milestone,)),
        draft.cell(draft.documents(duty.evidence) if duty.evidence else "—"),
        source=duty.source,
        basis=duty.basis,
        roles=draft.roles_of(duty.role, duty.confirmer),
    )


def _conditions(draft: Draft, duty: Duty) -> Words:
    """What else holds of a duty: kinds of organisation, repetition, timing, no waiver."""
    if not (duty.kinds or duty.repeat or duty.timing != "before_gate" or duty.opens or not duty.waivable):
        return ()

    def told(voice: Voice) -> str:
        marks = (
            voice.say("duty.kinds", kinds=voice.listed(voice.who(kind) for kind in duty.kinds))
            if duty.kinds
            else "",
            voice.say(f"repeat.{duty.repeat}") if duty.repeat else "",
            voice.say(f"timing.{duty.timing}") if duty.timing != "before_gate" else "",
            voice.say("duty.opens", stage=voice.of(draft.standard.stages[duty.opens].text))
            if duty.opens
            else "",
            "" if duty.waivable else voice.say("duty.never_waived"),
        )
        return voice.say("then").join(mark for mark in marks if mark)

    return draft.voices.each(told)


# Deliverables and gate -------------------------------------------------------------------------------------------


def _deliverables(draft: Draft, stage: Stage) -> Part | None:
    rows = (
        draft.clause(
            "deliverables",
            each.code,
            draft.text(each.text),
            draft.cell(draft.documents(each.docs)),
        )
        for each in stage.deliverables
    )
    heads = [("column.deliverable", 44), ("column.documents", 44)]
    found = draft.part(_slug(stage, "deliverables"), draft.table(heads, rows), roles=draft.parties)
    return found if stage.deliverables else None


def _gate(draft: Draft, gate: Gate) -> Part:
    def people(voice: Voice) -> str:
        consulted = voice.listed(voice.who(code) for code in gate.consult) or voice.say("none")
        return voice.say(
            "gate.people",
            proposes=voice.who(gate.propose),
            decides=voice.who(gate.decider),
            consulted=consulted,
        )

    say = draft.voices.say
    criteria = [("column.criterion", 36), ("column.weight", 12), ("column.test", 40), ("column.judged", 16)]
    options = [("column.option", 44), ("column.move", 12), ("column.limit", 24), ("column.also", 24)]
    part = draft.part(
        f"{gate.stage}/gate",
        Para(draft.voices.each(people), "lead"),
        draft.para("gate.decided_within", n=draft.standard.flow.decision.wd),
        Para(draft.voices.of(gate.note), "note") if gate.note else None,
        draft.table(
            criteria, (_criterion(draft, each) for each in gate.criteria), caption=say("table.criteria")
        ),
        draft.table(
            options, (_option(draft, gate, each) for each in gate.options), caption=say("table.options")
        ),
        title=draft.voices.each(
            lambda voice: voice.say("stage.gate", code=gate.code, gate=voice.of(gate.text))
        ),
        roles=draft.parties,
    )
    return draft.stated(part, "gates", gate.code, gate.source)


def _criterion(draft: Draft, criterion: Criterion) -> Row:
    judged = draft.who(criterion.judge) if criterion.judge else draft.say("criterion.tested")
    return draft.clause(
        "criteria",
        criterion.code,
        draft.cell(draft.voices.of(criterion.text), draft.applies(criterion.applies_if)),
        draft.say("weight.must" if criterion.must else "weight.should"),
        draft.cell(draft.tested(criterion.test)),
        judged,
        source=criterion.source,
    )


def _option(draft: Draft, gate: Gate, option: Option) -> Row:
    def limit(voice: Voice) -> str:
        lengths = (
            voice.say("length.wd", n=option.max_wd) if option.max_wd is not None else "",
            voice.say("option.times", n=option.max_times) if option.max_times else "",
        )
        return voice.say("then").join(length for length in lengths if length)

    decider = (
        draft.voices.each(lambda v: v.say("option.decider", who=v.who(option.decider or "")))
        if option.decider
        else ()
    )
    redo = draft.voices.say("option.redo", codes=draft.codes(option.redo)) if option.redo else ()
    sets = (
        draft.voices.each(lambda voice: voice.say("option.sets", told=voice.assigned(option.sets)))
        if option.sets
        else ()
    )
    return draft.clause(
        "options",
        f"{gate.code}/{option.code}",
        draft.text(option.text),
        draft.cell(codes=[option.move]),
        draft.cell(draft.voices.each(limit) or "—"),
        draft.cell(draft.applies(option.applies_if), decider, redo, sets),
        source=option.source,
    )


# The rest ----------------------------------------------------------------------------------------------------------


def _indicators(draft: Draft, stage: Stage) -> Part | None:
    rows = (
        Row(
            (
                draft.cell(codes=[each.code]),
                draft.text(each.text),
                draft.say(f"level.{each.level}"),
                target(draft, each),
            )
        )
        for each in stage.indicators
    )
    heads = [("column.code", 14), ("column.indicator", 50), ("column.level", 18), ("column.target", 22)]
    found = draft.part(_slug(stage, "indicators"), draft.plain_table(heads, rows), roles=draft.parties)
    return found if stage.indicators else None


def target(draft: Draft, indicator: Indicator) -> Cell:
    """The threshold of an indicator: a sign, a number or the name of a fact, and the unit."""

    def told(voice: Voice) -> str:
        wanted = indicator.target
        if isinstance(wanted, str):
            fact = voice.standard.facts.get(wanted)
            wanted = voice.of(fact.text) if fact else voice.say("target.task_book")
            return f"{voice.say(f'op.{indicator.op}')} {wanted}"
        return f"{voice.say(f'op.{indicator.op}')} {voice.measured(wanted, voice.of(indicator.unit))}"

    return draft.cell(draft.voices.each(told))


def _risks(draft: Draft, stage: Stage) -> Part | None:
    if not stage.risks:
        return None
    rows = (Row((draft.text(risk.text), draft.cell(codes=risk.answered_by))) for risk in stage.risks)
    table = draft.plain_table([("column.risk", 56), ("column.answered_by", 44)], rows)
    return draft.part(_slug(stage, "risks"), table, roles=draft.parties)


def _resources(draft: Draft, stage: Stage) -> Part | None:
    if not stage.resources:
        return None
    offered = (draft.standard.resources[code] for code in stage.resources)
    rows = (
        Row(
            (
                draft.text(each.text),
                draft.cell(draft.words("resource", each.kind)),
                draft.cell(valid(draft, each.valid_until)),
            )
        )
        for each in offered
    )
    heads = [("column.resource", 50), ("column.kind", 18), ("column.valid_until", 32)]
    table = draft.plain_table(heads, rows)
    return draft.part(_slug(stage, "resources"), draft.para("resources.see"), table, roles=draft.parties)


def _review(draft: Draft, stage: Stage, review: AnnualReview) -> Part:
    say = draft.voices.say
    grades = (Row((draft.text(grade.text), draft.say("review.from", n=grade.min))) for grade in review.grades)
    parts = (Row((draft.text(part.text), draft.say("review.points", n=part.max))) for part in review.parts)
    return draft.part(
        _slug(stage, "review"),
        draft.plain_table(
            [("column.review_part", 70), ("column.points", 30)], parts, caption=say("table.review_parts")
        ),
        draft.plain_table([("column.grade", 70), ("column.points", 30)], grades, caption=say("table.grades")),
        Para(
            draft.voices.each(lambda voice: voice.say("source.of", told=voice.source(review.source))), "note"
        ),
        roles=draft.parties,
    )
