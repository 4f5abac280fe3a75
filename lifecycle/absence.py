"""What can be done where nobody is there to act: the standard's rules for absent parties, read as data.

A party can be found; its service can be bought, where a rule says who buys; another office can do it, where a rule
lists the duty; or it can be excused, where the duty lets itself be waived. Nothing else.
"""

from dataclasses import dataclass

from lifecycle.case import Case
from lifecycle.records.work import DutyRow
from stages import Standard
from stages.model import Office, Substitute

ANY_ROLE = "any"


@dataclass(frozen=True)
class Remedy:
    """One way out of an absence. `act`: bring_party, assign_officer, assign_seat, buy_service, stand_in or waive;
    `offices` may do it, with the consent of `consent` where that is named.
    """

    act: str
    offices: tuple[str, ...]
    consent: str | None = None


def is_missing(case: Case, role: str) -> bool:
    """Whether no party plays a role on the project now."""
    return not any(row.role == role and row.until is None for row in case.participations.values())


def rules_for(standard: Standard, role: str) -> tuple[Substitute, ...]:
    """The rules about the absence of a role, but for those about any."""
    return tuple(rule for rule in standard.flow.absent_party.values() if rule.role == role)


def buying_rule(standard: Standard, role: str) -> Substitute | None:
    """The rule by which the service of an absent role is bought, if there is one."""
    return next((rule for rule in rules_for(standard, role) if rule.buyer), None)


def standing_in_rule(standard: Standard, code: str) -> Substitute | None:
    """The rule by which another office may do a duty for its absent party, if there is one."""
    role = standard.duties[code].role
    return next((rule for rule in rules_for(standard, role) if code in rule.duties), None)


def buyers(standard: Standard, rule: Substitute) -> tuple[str, ...]:
    """The offices whose holders may buy."""
    return tuple(
        office.code
        for office in standard.offices.values()
        if office.role == rule.buyer and office.held == "member"
    )


def remedies(standard: Standard, office: str, duty: DutyRow | None = None) -> tuple[Remedy, ...]:
    """Every way to get done what waits for an office that nobody exercises; `duty` where it is one to be done."""
    found = [_somebody_found(standard, standard.offices[office])]
    if duty is not None and duty.code in standard.duties:
        found += _instead(standard, duty)
    return tuple(each for each in found if each.offices)


def _somebody_found(standard: Standard, office: Office) -> Remedy:
    if office.held == "member":
        return Remedy("bring_party", standard.power("bring_party"))
    is_officer = office.code == standard.moves["request_gate"].actors[0]
    act = "assign_officer" if is_officer else "assign_seat"
    return Remedy(act, standard.power(act))


def _instead(standard: Standard, duty: DutyRow) -> list[Remedy]:
    found = []
    if (bought := buying_rule(standard, duty.role)) is not None:
        found.append(Remedy("buy_service", buyers(standard, bought)))
    if (listed := standing_in_rule(standard, duty.code)) is not None and listed.substitute:
        found.append(Remedy("stand_in", (listed.substitute,), listed.confirmer))
    if duty.required and standard.duties[duty.code].waivable:
        found.append(Remedy("waive", standard.power("waive")))
    return found
