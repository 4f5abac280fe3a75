"""Accounts: who there is, what they belong to, and how they prove it."""

from lifecycle.accounts.delegations import (
    EVERY_OFFICE,
    Candidate,
    Term,
    candidates,
    delegate,
    end_delegation,
    lendable,
    who_acts,
)
from lifecycle.accounts.links import link_holder, make_link, use_link, void_links
from lifecycle.accounts.passwords import ASVS, DJCP3, PROFILES, Profile, check, expired_password, set_password
from lifecycle.accounts.people import (
    add_organisation,
    add_person,
    appoint,
    close_person,
    dismiss,
    join_organisation,
    leave_organisation,
    organisation_by_code,
    person_by_login,
)
from lifecycle.accounts.sessions import (
    SignIn,
    open_session,
    sessions_of,
    sign_out,
    sign_out_everywhere,
    signed_in,
)
from lifecycle.accounts.signins import note_access, prove, sign_in

__all__ = [
    "ASVS",
    "DJCP3",
    "EVERY_OFFICE",
    "PROFILES",
    "Candidate",
    "Profile",
    "SignIn",
    "Term",
    "add_organisation",
    "add_person",
    "appoint",
    "candidates",
    "check",
    "close_person",
    "delegate",
    "dismiss",
    "end_delegation",
    "expired_password",
    "join_organisation",
    "leave_organisation",
    "lendable",
    "link_holder",
    "make_link",
    "note_access",
    "open_session",
    "organisation_by_code",
    "person_by_login",
    "prove",
    "sessions_of",
    "set_password",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "signed_in",
    "use_link",
    "void_links",
    "who_acts",
]
