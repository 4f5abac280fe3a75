"""How often a stranger may do something, counted in the database by network.

Each act is counted before it is tried, in a transaction of its own: what is then refused was counted all the same. What
is refused for coming too often is not counted further, so that whoever waits gets on. Counts are kept for a day.
"""

import ipaddress
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select

from lifecycle.engine import Engine, Session
from lifecycle.errors import NotPermitted
from lifecycle.records.intake import stranger_try

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAME_HOUSE = 64
"""Bits of an IPv6 address that tell one network from another: whoever has one address has all of its network."""


class Limit(NamedTuple):
    """So many in so long a time, by one network and by all together."""

    most: int
    of_all: int
    within: timedelta


LIMITS: Mapping[str, Limit] = {
    "begin": Limit(10, 1000, HOUR),
    "save": Limit(240, 20_000, HOUR),
    "enclose": Limit(60, 3000, HOUR),
    "send": Limit(20, 1000, HOUR),
    "prove": Limit(10, 2000, timedelta(minutes=5)),
}
"""Ours: no source gives figures. A firm behind one address applies in a morning; a script does not in a night."""


def network_of(address: str) -> str:
    """The network by which an address is counted: itself, or the /64 of an IPv6 one. What is no address is itself."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:45]
    if isinstance(known, ipaddress.IPv6Address):
        known = known.ipv4_mapped or known
    if known.version == 4:  # noqa: PLR2004 - the older protocol
        return str(known)
    return str(ipaddress.ip_network((known, SAME_HOUSE), strict=False))


def count(engine: Engine, address: str, act: str) -> None:
    """Count one more try. Raises NotPermitted: `network_waits`, or `all_wait` where everybody comes too often."""
    with engine.write() as session:
        _count(session, address, act)


def _count(session: Session, address: str, act: str) -> None:
    limit, network, known = LIMITS[act], network_of(address), stranger_try.c
    recent = select(func.count()).where(known.act == act, known.at > session.at - limit.within)
    if (session.tx.scalar(recent.where(known.network == network)) or 0) >= limit.most:
        raise NotPermitted(act, "network_waits")
    if (session.tx.scalar(recent) or 0) >= limit.of_all:
        raise NotPermitted(act, "all_wait")
    session.tx.execute(insert(stranger_try).values(network=network, act=act, at=session.at))


def forget(session: Session) -> None:
    """Throw away what is older than a day."""
    session.tx.execute(delete(stranger_try).where(stranger_try.c.at < session.at - DAY))
