"""The unified social credit code (统一社会信用代码) of GB 32100-2015: 18 signs, of which the last checks the others."""

import unicodedata

from lifecycle.errors import Invalid

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 signs of the standard: without I, O, S, V, Z, which are taken for others."""
LENGTH = 18
_BASE, _WEIGHT = len(SIGNS), 3


def checked_credit_code(text: str | None) -> str | None:
    """The code in capitals, without blanks; blank is none.

    Raises Invalid(`credit_code`, `credit_length` | `credit_signs` | `credit_check`).
    """
    code = "".join(unicodedata.normalize("NFKC", text or "").upper().split())
    if not code:
        return None
    if len(code) != LENGTH:
        raise Invalid("credit_code", "credit_length", {"limit": LENGTH, "length": len(code)})
    if strange := sorted({sign for sign in code if sign not in SIGNS}):
        raise Invalid("credit_code", "credit_signs", {"signs": strange})
    if code[-1] != check_sign(code[:-1]):
        raise Invalid("credit_code", "credit_check")
    return code


def check_sign(first: str) -> str:
    """The eighteenth sign for the first seventeen: GB 32100-2015; the n-th weighs 3 to the n-1, mod 31."""
    total = sum(SIGNS.index(sign) * pow(_WEIGHT, place, _BASE) for place, sign in enumerate(first))
    return SIGNS[-total % _BASE]
