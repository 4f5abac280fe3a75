"""Deadlines end: they start from something that has a date, do not run in circles, and fit into their stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import ceil

from stages.checks.findings import Owner, covers, found
from stages.conditions import Condition
from stages.model import Due, Milestone, Stage, Standard, Track
from stages.yamltree import Problem

ENTRY = "entry"
WD_PER_MONTH = 21
"""Working days that a month is reckoned at when a chain of deadlines is compared with working days."""


def undated_events(standard: Standard) -> Iterator[Problem]:
    """Events that no date fact dates."""
    for event in standard.events.values():
        owner = Owner("events", event.name)
        if event.name == ENTRY:
            continue
        if event.dated_by is None:
            yield found(
                standard, owner, "dated_by", "is missing; name the date fact whose recording dates the event"
            )
        elif (fact := standard.facts.get(event.dated_by)) and fact.type != "date":
            yield found(
                standard, owner, "dated_by", f"{fact.name} is a {fact.type}; name a fact of type date"
            )


def misplaced_starts(standard: Standard) -> Iterator[Problem]:
    """Milestones that count from one of another stage, or from one that may not apply."""
    for milestone in standard.milestones.values():
        for code, condition in _starts(milestone):
            start = standard.milestones.get(code)
            owner = Owner("milestones", milestone.code)
            if start is None:
                continue
            if start.stage != milestone.stage:
                yield found(
                    standard, owner, "due", f"counts from {code} of {start.stage}; name one of its own stage"
                )
            elif not (covers(start.applies_if, milestone.applies_if) or covers(start.applies_if, condition)):
                message = (
                    f"counts from {code}, which may not apply where this does; add a from_if or the same 'if'"
                )
                yield found(standard, owner, "due", message)


def _starts(milestone: Milestone) -> Iterator[tuple[str, Condition | None]]:
    if milestone.due.from_:
        yield milestone.due.from_, None
    for other in milestone.due.from_if:
        yield other.from_, other.if_


def circles(standard: Standard) -> Iterator[Problem]:
    """Milestones that count from each other, each circle named once."""
    seen: set[frozenset[str]] = set()
    for code in standard.milestones:
        circle = _circle(standard, (code,))
        if circle and frozenset(circle) not in seen:
            seen.add(frozenset(circle))
            message = (
                f"runs in a circle ({' -> '.join((*circle, circle[0]))}); let one of them count from an event"
            )
            yield found(standard, Owner("milestones", code), "due", message)


def _circle(standard: Standard, path: tuple[str, ...]) -> tuple[str, ...]:
    for start in standard.milestones[path[-1]].due.starts:
        if start == path[0]:
            return path
        if start in standard.milestones and start not in path:
            circle = _circle(standard, (*path, start))
            if circle:
                return circle
    return ()


def overlong_chains(standard: Standard) -> Iterator[Problem]:
    """Chains of deadlines from the entry that end after the stage should have."""
    if any(circles(standard)):
        return
    for stage in standard.stages.values():
        if stage.duration.typical_wd > stage.duration.max_wd:
            yield found(
                standard,
                Owner("stages", stage.code),
                "duration",
                "is typically longer than at most; swap them",
            )
        yield from _too_long_in(standard, stage)
    for track in standard.flow.tracks.values():
        yield from _too_long_on(standard, track)


def _too_long_in(standard: Standard, stage: Stage) -> Iterator[Problem]:
    dues = {milestone.code: milestone.due for milestone in stage.milestones}
    for milestone in stage.milestones:
        if not _bounded(milestone):
            continue
        plain, worst = _offset(milestone.code, dues, worst=False), _offset(milestone.code, dues, worst=True)
        limit = stage.duration.longest_wd if milestone.applies_if else stage.duration.max_wd
        for reached, allowed in ((plain, limit), (worst, stage.duration.longest_wd)):
            if reached is not None and reached > allowed:
                message = (
                    f"ends {reached} wd after entry, the stage lasts {allowed} at most; shorten the chain"
                )
                yield found(standard, Owner("milestones", milestone.code), "due", message)
                break


def _too_long_on(standard: Standard, track: Track) -> Iterator[Problem]:
    replaced = {each.code: each.due for each in track.milestones if each.due}
    replaced |= {each.milestone: each.due for each in track.changes if each.milestone and each.due}
    allowed = {step.stage: step.wd for step in track.path}
    for stage in standard.stages.values():
        dues = {each.code: replaced.get(each.code, each.due) for each in stage.milestones}
        limit = allowed.get(stage.code, stage.duration.longest_wd)
        for milestone in stage.milestones:
            reached = _offset(milestone.code, dues, worst=True) if _bounded(milestone) else None
            if milestone.code in _dated_by(track) and reached is not None and reached > limit:
                message = (
                    f"{milestone.code} ends {reached} wd after entry, {limit} are allowed; shorten the chain"
                )
                yield found(standard, Owner("tracks", track.code), "milestones", message)


def _dated_by(track: Track) -> set[str]:
    return {each.code for each in track.milestones} | {
        each.milestone for each in track.changes if each.milestone
    }


def _bounded(milestone: Milestone) -> bool:
    return milestone.timing == "before_gate" and milestone.kind not in ("notice", "recurring")


def _offset(code: str, dues: Mapping[str, Due], *, worst: bool) -> int | None:
    """Working days from the entry; None when the chain does not begin there. `worst` takes the longest start."""
    due = dues[code]
    length = _length(due)
    if length is None or due.from_ is None:
        return None
    starts = due.starts if worst else (due.from_,)
    offsets = [
        0 if start == ENTRY else _offset(start, dues, worst=worst)
        for start in starts
        if start == ENTRY or start in dues
    ]
    known = [offset for offset in offsets if offset is not None]
    return max(known) + length if known else None


def _length(due: Due) -> int | None:
    if due.repeats:
        return None
    if due.wd is not None:
        return due.wd
    if due.cd is not None:
        return ceil(due.cd * 5 / 7)
    return None if due.months is None else due.months * WD_PER_MONTH


def shut_sending(standard: Standard) -> Iterator[Problem]:
    """Hours of sending that end before they begin: nothing would ever go."""
    sending = standard.supervision.sending
    if sending.until <= sending.from_:
        message = f"is {sending.until}, not after 'from' at {sending.from_}; nothing would ever be sent"
        yield found(standard, Owner("", "sending"), "until", message)


def disordered_ladder(standard: Standard) -> Iterator[Problem]:
    """Rungs that do not come later than the one before."""
    for lower, upper in pairwise(standard.supervision.ladder):
        if upper.at_wd <= lower.at_wd:
            message = (
                f"is {upper.at_wd}, not after {lower.code} at {lower.at_wd}; put the rungs in rising order"
            )
            yield found(standard, Owner("ladder", upper.code), "at_wd", message)
