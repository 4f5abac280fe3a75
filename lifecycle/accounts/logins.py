"""What a login and a mail address may be. Every refusal is `Invalid` with the field's name."""

import re
import unicodedata

from lifecycle.errors import Invalid
from lifecycle.names import checked_name, has_control_characters

LOGIN_SIGNS = frozenset("._-@")


def normal_login(login: str) -> str:
    """The one spelling of a login: full-width and half-width, capital and small are the same.

    What no database could be asked for becomes the empty login, which nobody has.
    """
    return "" if has_control_characters(login) else _folded(login)


def checked_login(login: str) -> str:
    """The normal spelling, 2 to 60 letters, digits and `._-@`. Further problem: `characters`."""
    normal = checked_name("login", _folded(login), 60, shortest=2)
    if not all(character.isalnum() or character in LOGIN_SIGNS for character in normal):
        raise Invalid("login", "characters", {"allowed": "".join(sorted(LOGIN_SIGNS))})
    return normal


def checked_email(email: str | None) -> str | None:
    """Blank is none. Only what cannot be an address is refused, as `not_an_address`: the mail server knows the rest."""
    if email is None or not email.strip():
        return None
    address = checked_name("email", email, 254)
    if not re.fullmatch(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+", address):
        raise Invalid("email", "not_an_address")
    return address


def _folded(login: str) -> str:
    return unicodedata.normalize("NFKC", login).strip().casefold()
