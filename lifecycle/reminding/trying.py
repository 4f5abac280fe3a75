"""Trying a channel out: one message, now, outside of every queue."""

from lifecycle.reminding.carriers import Carrier, Parcel, Trouble


def try_out(carrier: Carrier, parcel: Parcel) -> str:
    """Hand one message over. What went wrong, as a code; empty when it was taken."""
    try:
        with carrier.open() as way:
            way.deliver(parcel)
    except Trouble as trouble:
        return trouble.code
    return ""
