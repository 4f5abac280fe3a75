"""Who may open a call and who screens what comes in: a part of the policy about what is no project yet.

The standard names the offices (`powers`), and there is no row of a project to ask: see decision 0050. A seat that is
held on one project only counts for whoever can be given it: before there is a project nobody is seated. Strangers act
by the secret that they hold, see `intake.holding`. What is lent counts as it does on a project (decision 0015): for as
long as the delegation lasts, and with both names.
"""

from lifecycle.errors import NotPermitted
from lifecycle.policy import Actor
from stages import Standard

OPEN_CALL, SCREEN = "open_call", "screen_application"


def has_power(actor: Actor, standard: Standard, act: str) -> bool:
    """Whether the actor exercises, everywhere or when seated, one of the offices with a power."""
    if actor.administers is not None or actor.only is not None:
        return False
    return not actor.offices.isdisjoint(standard.power(act))


def require_power(actor: Actor, standard: Standard, act: str) -> None:
    """Raises NotPermitted. No office named: nobody may. Whoever needs a delegation acts for its giver as well."""
    if not has_power(actor, standard, act):
        raise NotPermitted(act, "holds_office", standard.power(act))
    offices = standard.power(act)
    if (actor.standing | actor.eligible).isdisjoint(offices):
        lent = {**actor.borrowed, **actor.lent}
        giver = next(lent[office] for office in offices if office in lent)
        if giver not in actor.behalf:
            actor.behalf.append(giver)


def sees_intake(actor: Actor, standard: Standard) -> bool:
    """Whether somebody opens calls or screens, and so sees what is offered."""
    return has_power(actor, standard, OPEN_CALL) or has_power(actor, standard, SCREEN)


def require_intake(actor: Actor, standard: Standard) -> None:
    """Raises NotPermitted for whoever has no part in calls."""
    if not sees_intake(actor, standard):
        raise NotPermitted(SCREEN, "holds_office", standard.power(SCREEN))
