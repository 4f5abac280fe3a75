"""A track can be gone to its end, drops no duty that the law imposes, and keeps the deadline of what it keeps."""

from __future__ import annotations

from collections.abc import Iterator

from stages.checks import time, way, work
from stages.checks.findings import Owner, found
from stages.conditions import Condition, names
from stages.graph import GATE_REVIEW
from stages.model import Criterion, EntryCondition, PathStep, Standard, Track
from stages.tracks import kept_duties, on_track
from stages.vocabulary import OF, OPEN_STATUSES
from stages.yamltree import Problem

CLOSE = "close"
MUSTS = "musts_unmet"


def dropped_law(standard: Standard) -> Iterator[Problem]:
    """Required duties bound by law that a track with duties of its own leaves out."""
    for track in standard.flow.tracks.values():
        passed, kept = {step.stage for step in track.path}, kept_duties(track)
        for duty in standard.duties.values() if kept else ():
            if duty.stage in passed and duty.required and duty.binding == "law" and duty.code not in kept:
                message = f"leaves out {duty.code}, which the law imposes; keep it"
                yield _at(standard, track, "keep_duties", message)


def undated_kept_duties(standard: Standard) -> Iterator[Problem]:
    """Duties that a track keeps without their milestone."""
    for track in standard.flow.tracks.values():
        milestones = {milestone.code for milestone in track.milestones}
        for code in sorted(kept_duties(track)):
            milestone = standard.duties[code].milestone
            if milestone not in milestones:
                message = f"keeps {code}, but not its milestone {milestone}; add it"
                yield _at(standard, track, "milestones", message)


def startless_milestones(standard: Standard) -> Iterator[Problem]:
    """Milestones that a track keeps and that count from one it leaves out: they would never be dated."""
    for track in standard.flow.tracks.values():
        reading = on_track(standard, track.code)
        for kept in track.milestones:
            for start in reading.milestones[kept.code].due.starts:
                if start in reading.milestones and not reading.asks(start):
                    message = f"{kept.code} counts from {start}, which is left out; keep that, or give a due"
                    yield _at(standard, track, "milestones", message)


def unordered_tracks(standard: Standard) -> Iterator[Problem]:
    """Tracks that share a place in the order, and a last one that may not apply."""
    tracks = sorted(standard.flow.tracks.values(), key=lambda track: track.order)
    orders = [track.order for track in tracks]
    for track in tracks:
        if orders.count(track.order) > 1:
            message = f"is {track.order}, as another track has it; give each a place of its own"
            yield _at(standard, track, "order", message)
    if tracks and (tracks[-1].applies_if is not None or tracks[-1].path):
        message = "stands on the last track, so a project may have none; let the last one apply always and everywhere"
        yield _at(standard, tracks[-1], "if" if tracks[-1].applies_if is not None else "path", message)


def broken_paths(standard: Standard) -> Iterator[Problem]:
    """Paths that leave a stage out in the middle, name what belongs elsewhere, or do not say how they end."""
    order = tuple(standard.stages)
    for track in standard.flow.tracks.values():
        stages = tuple(step.stage for step in track.path)
        if stages != order[: len(stages)]:
            message = (
                f"goes {', '.join(stages)}; take the stages in their order, from the first, without a gap"
            )
            yield _at(standard, track, "path", message)
        for step in track.path:
            yield from _strangers(standard, track, step)
            yield from _endings(standard, track, step)
        for code in sorted(kept_duties(track)):
            if track.path and standard.duties[code].stage not in stages:
                message = (
                    f"keeps {code} of {standard.duties[code].stage}, through which it does not go; remove it"
                )
                yield _at(standard, track, "keep_duties", message)


def _strangers(standard: Standard, track: Track, step: PathStep) -> Iterator[Problem]:
    stage = standard.stages[step.stage]
    if step.gate != stage.gate.code:
        yield _at(standard, track, "path", f"{step.gate} does not close {step.stage}; name {stage.gate.code}")
        return
    for key, given, own in (
        ("entry", step.entry, {each.code for each in stage.entry}),
        ("criteria", step.criteria, {each.code for each in stage.gate.criteria}),
    ):
        for code in given:
            if code not in own:
                yield _at(standard, track, f"path {key}", f"{code} is none of {step.stage}; remove it")


def _endings(standard: Standard, track: Track, step: PathStep) -> Iterator[Problem]:
    if (step.mode == CLOSE) != (step.move is not None):
        yield _at(standard, track, "path", f"{step.gate} has a move where and only where its mode is {CLOSE}")
    if step.mode == CLOSE and step is not track.path[-1]:
        yield _at(
            standard, track, "path", f"goes on after {step.gate}, which ends the project; let it be the last"
        )
    move = standard.flow.moves.get(step.move or "")
    if move is None:
        return
    for is_so, what in (
        (track.code in move.tracks, f"belong to the track {track.code}"),
        (GATE_REVIEW in move.from_ and step.gate in move.gates, f"leave the review of {step.gate}"),
        (move.to not in OPEN_STATUSES, "lead to an end"),
        (
            MUSTS in names(move.guard),
            f"ask for {MUSTS} == 0: nothing else would keep an unfit project from passing",
        ),
    ):
        if not is_so:
            yield _at(standard, track, "path", f"closes by {move.code}, which must {what}")


def unfed_criteria(standard: Standard) -> Iterator[Problem]:
    """Gates that could never be passed on a track: what they ask for comes from duties that it leaves out."""
    for track in standard.flow.tracks.values():
        reading = on_track(standard, track.code)
        for stage in reading.road if track.path else ():
            here = reading.stages[stage]
            asked: list[Criterion | EntryCondition] = [*here.entry, *here.gate.criteria]
            for each in asked:
                judged = isinstance(each, Criterion) and each.judged
                for told in _unfed(reading, each.test, judged=judged):
                    yield _at(standard, track, "path", f"{each.code} asks for {told}")
        for step in track.path:
            closing = standard.flow.moves.get(step.move or "")
            for told in _unfed(reading, closing.guard, judged=False) if closing else ():
                yield _at(standard, track, "path", f"{step.move} asks for {told}")


def _unfed(reading: Standard, test: Condition | None, *, judged: bool) -> Iterator[str]:
    for name in sorted(names(test) & set(reading.facts)):
        fact = reading.facts[name]
        of = fact.origin.of or ""
        kind = OF.get(fact.origin.computed or "")
        if kind == "duty" and not reading.asks(of) and fact.origin.or_since is None:
            yield f"{name}, which follows from {of}, and that is left out; keep it, or do not ask"
        elif kind == "gate" and of in reading.gates and reading.gates[of].stage not in reading.road:
            yield f"{name}, which follows from {of}, and that is not on the path; do not ask"
        elif fact.from_duties and not judged and not any(reading.asks(duty) for duty in fact.from_duties):
            came = ", ".join(fact.from_duties)
            yield f"{name}, which comes from {came} alone, and that is left out; keep one, or do not ask"


def misread(standard: Standard) -> Iterator[Problem]:
    """What makes no sense in the standard as it is on a track: its own checks, asked of the reading."""
    for track in standard.flow.tracks.values():
        reading = on_track(standard, track.code)
        for check in (
            work.mistimed_duties,
            way.dead_ends,
            way.ambiguous_edges,
            way.blind_options,
            time.circles,
        ):
            known = {(problem.key, problem.message) for problem in check(standard)}
            for problem in check(reading):
                if (problem.key, problem.message) not in known:
                    yield _at(standard, track, "", f"{problem.key} {problem.message}")


def _at(standard: Standard, track: Track, key: str, message: str) -> Problem:
    return found(standard, Owner("tracks", track.code), key, message)
