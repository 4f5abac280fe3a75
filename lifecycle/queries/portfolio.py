"""The lights of many projects together: of all that a reader sees, and of every organisation of the roles that the
standard gives a tile (supervision, `lights.portfolio`).

A project counts while it is under way: registered and not ended, on hold or not. The tile is red when more than
`red_share_pct` of them are red, yellow when more than `yellow_share_pct` are; exactly as many is not more.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, func, literal, select

from lifecycle.engine import Session
from lifecycle.lights import Light
from lifecycle.policy import Actor, asking, sees
from lifecycle.policy.terms import any_of
from lifecycle.prepared import Prepared
from lifecycle.queries.filters import in_statuses, light_now
from lifecycle.queries.reach import taking_part
from lifecycle.records import people
from lifecycle.records import project as projects
from lifecycle.records.project import RUNNING
from stages.model import PortfolioLight

UNDER_WAY = (*RUNNING, "on_hold")
"""The statuses that count."""

_PROJECT, _PART, _ORGANISATION = projects.project.c, projects.participation.c, people.organisation.c


@dataclass(frozen=True)
class Tile:
    """One light over many projects. `counts` by the projects' own lights. Of an organisation with `code`, `name` and
    `role`; all three are empty for everything together. Grey without any project.
    """

    light: Light
    counts: Mapping[str, int] = field(default_factory=dict)
    code: str = ""
    name: str = ""
    role: str = ""

    @property
    def projects(self) -> int:
        return sum(self.counts.values())

    @property
    def red(self) -> int:
        return self.counts.get(Light.RED, 0)

    @property
    def red_share_pct(self) -> float:
        """In percent; 0 without any project."""
        return 100 * self.red / self.projects if self.projects else 0.0


@dataclass(frozen=True)
class Portfolio:
    """`rule` is that of the standard in force. `tiles` stand from the worst to the best; for the bureau only, since
    somebody else sees no whole organisation but their own part.
    """

    whole: Tile
    tiles: tuple[Tile, ...]
    rule: PortfolioLight


def portfolio(session: Session, actor: Actor) -> Portfolio:
    """The tiles of today, in two statements whatever there is."""
    rule = session.in_force.supervision.lights.portfolio
    is_bureau = actor.is_bureau and actor.administers is None
    values = asking(actor, session.day)
    counts = {row["light"]: row["n"] for row in _counted(is_bureau).rows(session.tx, values)}
    tiles = tuple(_tiles(session, rule, values)) if is_bureau and rule.roles else ()
    return Portfolio(Tile(judged(counts, rule), counts), tiles, rule)


def judged(counts: Mapping[str, int], rule: PortfolioLight) -> Light:
    """The light of so many projects of each colour."""
    total, red = sum(counts.values()), counts.get(Light.RED, 0)
    if not total:
        return Light.GREY
    if red * 100 > rule.red_share_pct * total:
        return Light.RED
    return Light.YELLOW if red * 100 > rule.yellow_share_pct * total else Light.GREEN


def _tiles(session: Session, rule: PortfolioLight, values: Mapping[str, Any]) -> Iterator[Tile]:
    found: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for row in _by_organisation(rule.roles).rows(session.tx, values):
        found[row["code"], row["name"], row["role"]][row["light"]] = row["n"]
    made = (Tile(judged(counts, rule), counts, *which) for which, counts in found.items())
    yield from sorted(made, key=lambda tile: (-tile.red_share_pct, -tile.projects, tile.name, tile.code))


@lru_cache(maxsize=2)
def _counted(is_bureau: bool) -> Prepared:  # noqa: FBT001 - a cache key
    light = light_now().label("light")
    counted = select(light, func.count().label("n")).where(sees(), in_statuses(UNDER_WAY)).group_by(light)
    return Prepared(counted if is_bureau else counted.where(_PROJECT.id.in_(taking_part())))


@lru_cache(maxsize=8)
def _by_organisation(roles: tuple[str, ...]) -> Prepared:
    """A project counts once for an organisation, however often that takes part in it."""
    once = (
        select(_PART.organisation, _PART.role, _PROJECT.id, light_now().label("light"))
        .join(projects.project, and_(_PROJECT.id == _PART.project, in_statuses(UNDER_WAY)))
        .where(_PART.until.is_(None), any_of(_PART.role, *roles), sees())
        .distinct()
        .subquery()
    )
    which = (_ORGANISATION.code, _ORGANISATION.name, once.c.role, once.c.light)
    return Prepared(
        select(*which, func.count(literal(1)).label("n"))
        .join_from(once, people.organisation, _ORGANISATION.id == once.c.organisation)
        .group_by(*which)
    )
