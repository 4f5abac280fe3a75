"""A duty of an absent party that another office does, because the standard lists it and the named office consents.

Source: rule B2 of absent_party (proposal). What is not listed can only be bought or waived.
"""

from lifecycle import absence, milestones, words
from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.policy import Actor, find, load, require_office
from lifecycle.records.work import DutyRow
from lifecycle.store import Entry, Receipt, begin
from lifecycle.verbs.common import require_revision
from lifecycle.verbs.duties import DutyKey


def let_stand_in(
    session: Session, actor: Actor, key: DutyKey, reason: str, seen: int | None = None
) -> Receipt:
    """Consent that another office does an open duty of a missing party; whoever consents confirms it.

    Raises Invalid(`duty`, `not_for_another`) for a duty that the standard does not list, NotPermitted for another
    office than the one that consents and where the party is there.
    """
    entry = begin(session, actor, find(session.tx, actor, key.number, lock=True))
    newest = entry.case.newest_duty(key.code, key.occurrence)
    row_key = {"visit": newest.visit if newest else 0, "code": key.code, "occurrence": key.occurrence}
    row = load(
        session.tx, actor, "let_stand_in", session.day, DutyRow, project=entry.case.project.id, **row_key
    )
    require_revision("duty", seen, row.revision)
    rule = absence.standing_in_rule(entry.standard, row.code)
    if rule is None or rule.substitute is None:
        raise Invalid("duty", "not_for_another", {"code": row.code})
    consenting = (rule.confirmer,) if rule.confirmer else ()
    require_office(session.tx, actor, "let_stand_in", row.project, consenting)
    entry.put(
        "duty",
        row.key,
        doer=rule.substitute,
        kinds="",
        instead_of=row.doer,
        rule=rule.code,
        consented_by=actor.id,
        consent=entry.words(words.reason(reason)),
        since=session.day,
        revision=row.revision + 1,
    )
    milestones.settle(entry)
    entry.tell(rule.substitute, "stand_in_asked", row.code)
    return entry.close("StandInAllowed", row.code, entry.case.duties[row.key].consent)


def give_back_to_parties(entry: Entry) -> None:
    """What another office was to do for a party that is there now, and has not submitted, is the party's again."""
    for row in list(entry.case.latest_duties().values()):
        if row.instead_of is None or row.state in ("submitted", "confirmed", "not_needed"):
            continue
        if milestones.is_present(entry.standard, entry.case, row.instead_of):
            _give_back(entry, row)


def _give_back(entry: Entry, row: DutyRow) -> None:
    kinds = entry.standard.duties[row.code].kinds
    entry.put(
        "duty",
        row.key,
        doer=row.instead_of,
        kinds=f",{','.join(kinds)}," if kinds else "",
        instead_of=None,
        rule=None,
        consented_by=None,
        consent=None,
        since=entry.session.day,
        revision=row.revision + 1,
    )
