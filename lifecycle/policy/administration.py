"""What each of the three administrators may do. None of it shows what a project is about.

The three are apart so that no one of them can take over an account unseen: the system administrator can hand out a new
password, only the security administrator can take a second factor away, and only the audit administrator reads what
both have done.
"""

from collections.abc import Mapping
from types import MappingProxyType

from lifecycle.records.people import ADMINISTRATORS

SYSTEM, SECURITY, AUDIT = ADMINISTRATORS

ADMINISTRATION: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "administer": (SYSTEM, SECURITY, AUDIT),
        "keep_accounts": (SYSTEM,),
        "see_accounts": (SYSTEM, SECURITY),
        "keep_organisations": (SYSTEM,),
        "end_sessions": (SYSTEM, SECURITY),
        "unlock": (SYSTEM, SECURITY),
        "take_second_factor": (SECURITY,),
        "keep_calendar": (SYSTEM,),
        "keep_delivery": (SYSTEM,),
        "see_standards": (SYSTEM, AUDIT),
        "read_access_log": (AUDIT,),
        "read_audit": (AUDIT,),
    }
)
"""Act of administration → the offices that may. An act that is not named here is nobody's."""


def may_administer(office: str | None, act: str) -> bool:
    """Whether whoever holds this administrator's office, or none, may. Raises KeyError for an act nobody defined."""
    return office in ADMINISTRATION[act]
