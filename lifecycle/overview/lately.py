"""The overview as it is opened: counted as of now, or in a register so large that it takes long, a little while ago."""

from dataclasses import dataclass
from datetime import datetime

from lifecycle.engine import Session
from lifecycle.overview.counting import counted
from lifecycle.overview.standing import Standing, named, unnamed
from lifecycle.overview.terms import Figures, Frame
from lifecycle.policy import Actor, require_bureau


@dataclass(frozen=True)
class Lately:
    """The figures and names as of `at`. `is_now`: nothing has happened since."""

    figures: Figures
    names: Standing
    at: datetime
    is_now: bool


def lately(session: Session, actor: Actor, frame: Frame, *, now: bool = False) -> Lately:
    """All figures with the names that stand out; with `now` never those of a while ago. Raises NotPermitted."""
    require_bureau(actor, "see_overview")
    answer = session.engine.kept.lately(
        session,
        ("overview", frame),
        lambda: (counted(session, frame), unnamed(session)),
        now=now,
    )
    figures, names = answer.found
    return Lately(figures, named(session, names), answer.at, answer.is_now)
