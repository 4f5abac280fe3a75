"""Telling the system administrators that nobody is there to be told (rule N10). They see no project: an alert names
the office and the organisation, never what is late.
"""

from collections.abc import Iterable

from sqlalchemy import insert, select

from lifecycle.engine import Session
from lifecycle.records import people, post
from lifecycle.records.post import ALERT
from lifecycle.reminding.recipients import Missing, system_administrators

MISSING = "missing"


def raise_missing(session: Session, missing: Iterable[tuple[int, Missing]]) -> int:
    """One alert for each gap to each system administrator, unless they have not read the last one yet."""
    gaps = {each for _, each in missing}
    if not gaps:
        return 0
    unread = _unread(session)
    codes = _codes(session, {each.organisation for each in gaps if each.organisation is not None})
    subjects = {_subject(each, codes): each for each in gaps}
    rows = [
        _alert(session, person, subject, gap)
        for person in system_administrators(session)
        for subject, gap in sorted(subjects.items())
        if (person, subject) not in unread
    ]
    if rows:
        session.tx.execute(insert(post.notice), rows)
    return len(rows)


def _subject(gap: Missing, codes: dict[int, str]) -> str:
    """`office` or `office organisation`, with `head` before it where its head is missing."""
    place = codes.get(gap.organisation or 0, "")
    return " ".join(part for part in (gap.why, gap.office, place) if part)[:60]


def _alert(session: Session, person: int, subject: str, gap: Missing) -> dict[str, object]:
    return {
        "person": person,
        "at": session.at,
        "kind": ALERT,
        "code": MISSING,
        "subject": subject,
        "why": MISSING,
        "office": gap.office,
        "mail_on": session.calendar.roll(session.day),
    }


def _codes(session: Session, ids: set[int]) -> dict[int, str]:
    organisation = people.organisation.c
    rows = session.tx.execute(
        select(organisation.id, organisation.code).where(organisation.id.in_(sorted(ids)))
    )
    return {row.id: row.code for row in rows}


def _unread(session: Session) -> set[tuple[int, str]]:
    notice = post.notice.c
    open_ones = select(notice.person, notice.subject).where(notice.kind == ALERT, notice.read_at.is_(None))
    there = notice.person.in_(system_administrators(session))
    return {(row.person, row.subject) for row in session.tx.execute(open_ones.where(there))}
