"""A shorter track drops no duty that the law imposes, and keeps the deadline of what it keeps."""

from __future__ import annotations

from collections.abc import Iterator

from stages.checks.findings import Owner, found
from stages.model import Standard, Track
from stages.yamltree import Problem


def dropped_law(standard: Standard) -> Iterator[Problem]:
    """Required duties bound by law that a track with duties of its own leaves out."""
    for track in standard.flow.tracks.values():
        passed = {step.stage for step in track.path}
        kept = _kept(track)
        for duty in standard.duties.values() if kept else ():
            if duty.stage in passed and duty.required and duty.binding == "law" and duty.code not in kept:
                message = f"leaves out {duty.code}, which the law imposes; keep it"
                yield found(standard, Owner("tracks", track.code), "keep_duties", message)


def undated_kept_duties(standard: Standard) -> Iterator[Problem]:
    """Duties that a track keeps without their milestone."""
    for track in standard.flow.tracks.values():
        milestones = {milestone.code for milestone in track.milestones}
        for code in sorted(_kept(track)):
            milestone = standard.duties[code].milestone
            if milestone not in milestones:
                message = f"keeps {code}, but not its milestone {milestone}; add it"
                yield found(standard, Owner("tracks", track.code), "milestones", message)


def unordered_tracks(standard: Standard) -> Iterator[Problem]:
    """Tracks that share a place in the order, and a last one that may not apply."""
    tracks = sorted(standard.flow.tracks.values(), key=lambda track: track.order)
    orders = [track.order for track in tracks]
    for track in tracks:
        if orders.count(track.order) > 1:
            message = f"is {track.order}, as another track has it; give each a place of its own"
            yield found(standard, Owner("tracks", track.code), "order", message)
    if tracks and tracks[-1].applies_if is not None:
        message = "stands on the last track, so a project may have none; let the last one apply always"
        yield found(standard, Owner("tracks", tracks[-1].code), "if", message)


def _kept(track: Track) -> set[str]:
    return {*track.keep_duties, *(each.duty for each in track.simplified)} if track.keep_duties else set()
