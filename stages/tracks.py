"""A track as a reading of the standard: the same stages, duties and gates, with what the track asks, of whom, by when.

Whoever works with the reading needs to know no track: a stage that the track does not go through follows no other, a
duty that it does not keep is left out, a gate has the decider and the criteria that it has there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from stages.conditions import Facts, holds
from stages.model import Due, Duration, Duty, Gate, Milestone, Move, Option, PathStep, Stage, Standard, Track

NO_TRACK = ""
"""The track of a project whose standard has none for it."""
ADVANCES = "next_stage"
"""The effect of a move by which a gate's option leads on."""

_read: dict[tuple[str, str], Standard] = {}


def track_of(standard: Standard, known: Facts, stage: str) -> str:
    """The track of a project about which so much is known: the first by `order` whose condition holds and whose way
    leads through the stage in which the project is. Empty where the standard has no such track.
    """
    for track in sorted(standard.flow.tracks.values(), key=lambda each: each.order):
        if holds(track.applies_if, known) and _leads_through(track, stage):
            return track.code
    return NO_TRACK


def _leads_through(track: Track, stage: str) -> bool:
    return not track.path or any(step.stage == stage for step in track.path)


def on_track(standard: Standard, code: str) -> Standard:
    """The standard as it is on a track, with a hash of its own; the standard itself for a track that it does not have.

    Worked out once per content of a standard.
    """
    track = standard.flow.tracks.get(code)
    if track is None:
        return standard
    key = standard.hash, code
    if key not in _read:
        _read[key] = _reading(standard, track)
    return _read[key]


def _reading(standard: Standard, track: Track) -> Standard:
    stages = {code: _stage(standard, track, stage) for code, stage in standard.stages.items()}
    moves = {
        code: move
        for code, move in standard.flow.moves.items()
        if not move.tracks or track.code in move.tracks
    }
    changed: dict[str, Any] = {
        "hash": f"{standard.hash}/{track.code}",
        "stages": MappingProxyType(stages),
        "flow": standard.flow.model_copy(update={"moves": MappingProxyType(moves)}),
        "left_out": frozenset(_left_out(standard, track)),
    }
    fields = {name: getattr(standard, name) for name in Standard.model_fields}
    return Standard.model_construct(
        **fields | changed
    )  # a copy would keep what was worked out for the standard


# What is left out ---------------------------------------------------------------------------------------------


def kept_duties(track: Track) -> frozenset[str]:
    """The duties that a track with duties of its own keeps; empty for one that keeps all."""
    return (
        frozenset((*track.keep_duties, *(each.duty for each in track.simplified)))
        if track.keep_duties
        else frozenset()
    )


def _left_out(standard: Standard, track: Track) -> Iterator[str]:
    on_the_way = {step.stage for step in track.path} or set(standard.stages)
    kept, dated = kept_duties(track), {milestone.code for milestone in track.milestones}
    for stage in standard.stages.values():
        if stage.code not in on_the_way:
            yield stage.code
        for duty in stage.duties:
            if stage.code not in on_the_way or (kept and duty.code not in kept and not _is_of_end(duty)):
                yield duty.code
        for milestone in stage.milestones:
            own = milestone.code in dated or milestone.kind == "gate" or _is_of_end(milestone)
            if stage.code not in on_the_way or (kept and not own):
                yield milestone.code


def _is_of_end(asked: Duty | Milestone) -> bool:
    """Whether it is not the way that asks for it but the end to which the way has led."""
    return asked.timing == "after_end"


# What is changed ----------------------------------------------------------------------------------------------


def _stage(standard: Standard, track: Track, stage: Stage) -> Stage:
    step = next((each for each in track.path if each.stage == stage.code), None)
    lighter = {each.duty: each for each in track.simplified}
    dues = _dues(track)
    changed: dict[str, Any] = {
        "milestones": tuple(_milestone(each, dues, step) for each in stage.milestones),
        "duties": tuple(_duty(each, lighter.get(each.code)) for each in stage.duties),
        "gate": _gate(standard, track, stage.gate, step),
    }
    if step is not None:
        changed["entry"] = tuple(each for each in stage.entry if each.code in step.entry)
        changed["duration"] = _duration(stage.duration, step.wd)
    return stage.model_copy(update=changed)


def _dues(track: Track) -> Mapping[str, Due]:
    kept = {each.code: each.due for each in track.milestones if each.due is not None}
    changed = {each.milestone: each.due for each in track.changes if each.milestone and each.due is not None}
    return kept | changed


def _milestone(milestone: Milestone, dues: Mapping[str, Due], step: PathStep | None) -> Milestone:
    """The gate's own milestone is due when the step of the path has to be over, unless the track says otherwise."""
    due = dues.get(milestone.code)
    if due is None and step is not None and milestone.kind == "gate":
        due = Due.model_validate({"from": "entry", "wd": step.wd})
    return milestone if due is None else milestone.model_copy(update={"due": due})


def _duty(duty: Duty, lighter: Any) -> Duty:
    if lighter is None:
        return duty
    changed = {
        "lighter": lighter.text,
        "min_indicators": lighter.min_indicators,
        "evidence": lighter.docs or duty.evidence,
        "repeat": lighter.repeat or duty.repeat,
    }
    return duty.model_copy(update=changed)


def _duration(duration: Duration, wd: int) -> Duration:
    typical = min(duration.typical_wd, wd)
    return duration.model_copy(update={"typical_wd": typical, "max_wd": wd, "with_poc_max_wd": None})


def _gate(standard: Standard, track: Track, gate: Gate, step: PathStep | None) -> Gate:
    changed: dict[str, Any] = {}
    for change in track.changes:
        if change.gate == gate.code:
            changed |= {"decider": change.decider or gate.decider, "propose": change.propose or gate.propose}
    if step is not None:
        changed |= {
            "mode": step.mode,
            "decider": step.decider,
            "propose": step.propose,
            "consult": gate.consult if step.mode == "decide" else (),
            "must": tuple(each for each in gate.must if each.code in step.criteria),
            "should": tuple(each for each in gate.should if each.code in step.criteria),
            "options": tuple(_option(standard.flow.moves, each, step) for each in gate.options),
        }
    return gate.model_copy(update=changed) if changed else gate


def _option(moves: Mapping[str, Move], option: Option, step: PathStep) -> Option:
    """The option that leads on has the name and the move that the step gives it."""
    if moves[option.move].effect != ADVANCES:
        return option
    closing = moves[step.move] if step.move else None
    text = step.passes or (closing.text if closing else option.text)
    return option.model_copy(update={"text": text, "move": closing.code if closing else option.move})
