"""Accounts: who there is, what they belong to, and how they prove it."""

from lifecycle.accounts.links import link_holder, make_link, use_link, void_links
from lifecycle.accounts.passwords import ASVS, DJCP3, PROFILES, Profile, check, expired_password, set_password
from lifecycle.accounts.people import (
    ADMINISTRATOR,
    HEAD,
    add_organisation,
    add_person,
    appoint,
    choose_language,
    close_person,
    dismiss,
    join_organisation,
    leave_organisation,
    name_member,
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
    "ADMINISTRATOR",
    "ASVS",
    "DJCP3",
    "HEAD",
    "PROFILES",
    "Profile",
    "SignIn",
    "add_organisation",
    "add_person",
    "appoint",
    "check",
    "choose_language",
    "close_person",
    "dismiss",
    "expired_password",
    "join_organisation",
    "leave_organisation",
    "link_holder",
    "make_link",
    "name_member",
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
]
