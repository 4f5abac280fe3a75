"""One message to try a channel out, sent while somebody waits for it: by mail or to a chat robot."""

import secrets

from lifecycle import clock
from lifecycle.reminding.carriers import Carrier, Parcel
from lifecycle.reminding.trying import try_out
from web import session
from web.messages.post import post_of


def tried(carrier: Carrier, address: str, name: str) -> tuple[str, str]:
    """Hand it over. The sentence about what came of it, and its kind: message, or warn when it did not arrive."""
    speech, at = session.speech(), clock.now()
    parcel = Parcel(
        address=address,
        name=name,
        message_id=f"<try.{secrets.token_hex(8)}@{post_of(session.settings()).host}>",
        at=at,
        language=speech.language,
        subject=speech.t("delivery.try.subject", site=speech.t("site.name")),
        lines=(speech.t("delivery.try.line", at=speech.instant(at)), session.settings().address),
    )
    trouble = try_out(carrier, parcel)
    if trouble:
        return speech.t("delivery.try.failed", code=trouble), "warn"
    return speech.t("delivery.try.done"), "message"
