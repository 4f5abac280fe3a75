"""Opening again what was confirmed, because a change asks for it: in the present stage as a redo, from an earlier one
as something that is done before the next gate.
"""

from collections.abc import Iterable

from lifecycle import dating, milestones
from lifecycle.store import Entry


def open_again(entry: Entry, codes: Iterable[str]) -> None:
    """Open those of the duties again that were done. What was never opened comes with its stage."""
    done = [
        code
        for code in codes
        if any(row.code == code and row.state == "confirmed" for row in entry.case.latest_duties().values())
    ]
    here = entry.case.project.stage
    milestones.reopen(entry, [code for code in done if entry.standard.duties[code].stage == here])
    _carry(entry, [code for code in done if entry.standard.duties[code].stage != here])


def _carry(entry: Entry, codes: list[str]) -> None:
    """As further occurrences of their milestones, with the timing of what a decision leaves behind."""
    named = dict.fromkeys(entry.standard.duties[code].milestone for code in codes)
    visit = entry.case.project.visit
    dating.take_back_days(entry, codes)
    for milestone in named:
        rows = entry.case.latest_milestones()
        again = 1 + max((occurrence for code, occurrence in rows if code == milestone), default=0)
        milestones.open_milestone(entry, entry.standard.milestones[milestone], visit, again, codes)
        entry.put("milestone", (visit, milestone, again), timing="after_gate")
        for code in codes:
            if entry.standard.duties[code].milestone == milestone:
                entry.put("duty", (visit, code, again), timing="after_gate")
