"""Who may do what to which row: one predicate per act, and the only place that says so.

An act is a SQL predicate over the act's target table joined to its project. `load` is the same select for the page
that offers an act and for the verb that does it, so a button and the server cannot disagree. A row that a person may
not see is not there for them. Nothing is allowed that is not named here.

Offices are held in one of three ways, and all three are tables: a *seat* on one project, a *standing* staff office for
every project, or *membership* of an organisation that takes part and whose members exercise the office. The first two
can be *lent*: a delegation lets one person act for another from day to day. It is resolved when somebody acts, from
what the giver then holds themselves, so there are no chains; the membership of an organisation is never lent. An expert
is none of these: an *assignment* shows them the evaluation it belongs to and nothing else of the project.
"""

from lifecycle.actors import SYSTEM as SYSTEM
from lifecycle.actors import Actor as Actor
from lifecycle.actors import actor_of as actor_of
from lifecycle.policy.acts import ACTS as ACTS
from lifecycle.policy.offices import held_offices as held_offices
from lifecycle.policy.offices import holds_any as holds_any
from lifecycle.policy.offices import is_end as is_end
from lifecycle.policy.offices import may_open as may_open
from lifecycle.policy.offices import require_bureau as require_bureau
from lifecycle.policy.offices import require_office as require_office
from lifecycle.policy.offices import require_standing as require_standing
from lifecycle.policy.offices import sees_register as sees_register
from lifecycle.policy.questions import allowed as allowed
from lifecycle.policy.questions import asking as asking
from lifecycle.policy.questions import assigned_to as assigned_to
from lifecycle.policy.questions import holds as holds
from lifecycle.policy.questions import is_assigned as is_assigned
from lifecycle.policy.questions import is_held as is_held
from lifecycle.policy.questions import is_ours as is_ours
from lifecycle.policy.questions import lent_seats as lent_seats
from lifecycle.policy.questions import may as may
from lifecycle.policy.questions import reached as reached
from lifecycle.policy.questions import sees as sees
from lifecycle.policy.questions import stands_for as stands_for
from lifecycle.policy.questions import visible as visible
from lifecycle.policy.rows import find as find
from lifecycle.policy.rows import find_assigned as find_assigned
from lifecycle.policy.rows import load as load
from lifecycle.policy.rows import why as why
