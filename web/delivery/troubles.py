"""Why something could not be handed over, in words: a carrier says it as a code, such as `recipient_550`."""

from web import session
from web.labels import TEXTS


def trouble_in_words(code: str) -> str:
    """By what the other side refused; whatever else breaks is the connection."""
    key = f"delivery.trouble.{code.rpartition('_')[0]}"
    return session.speech().t(key if key in TEXTS else "delivery.trouble.connection")
