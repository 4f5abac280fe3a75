"""The project officer, whatever a standard calls that office."""

from stages import Standard
from stages.model import Office


def officer_of(standard: Standard) -> Office:
    """The project officer's office: the one that requests gates."""
    return standard.offices[standard.moves["request_gate"].actors[0]]
