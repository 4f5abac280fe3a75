"""Why a panel does not count, and whom that is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reason:
    """One reason why a panel does not count: `person` whom it is about, `values` the figures.

    `code` is one of too_few, even, share, structure, unjudged, seats; same_employer, conflict, chair, from_party,
    term, office.
    """

    code: str
    person: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
