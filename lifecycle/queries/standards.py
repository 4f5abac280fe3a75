"""Which versions of the standard are loaded, and how many projects run by each. No project is named."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from lifecycle.engine import Session
from lifecycle.records.project import ENDS, project
from stages import Standard

FORMER, IN_FORCE, TO_COME = "former", "in_force", "to_come"


@dataclass(frozen=True, slots=True)
class StandardLine:
    """One version. `running` of its `projects` have not ended; `standing` is `former`, `in_force` or `to_come`."""

    standard: Standard
    standing: str
    projects: int
    running: int

    @property
    def effective(self) -> date:
        return self.standard.effective


def standards_page(session: Session) -> tuple[tuple[StandardLine, ...], tuple[str, ...]]:
    """Every version, the newest first; and the versions that projects run by and nobody has loaded."""
    ended = case((project.c.status.in_(ENDS), 0), else_=1)
    counted = select(project.c.standard, func.count(), func.sum(ended)).group_by(project.c.standard)
    counts = {row[0]: (int(row[1]), int(row[2])) for row in session.tx.execute(counted)}
    loaded = session.engine.standards.standards
    lines = [
        StandardLine(each, _standing(session, each), *counts.pop(each.version, (0, 0))) for each in loaded
    ]
    return tuple(reversed(lines)), tuple(sorted(counts))


def _standing(session: Session, standard: Standard) -> str:
    if standard.effective > session.day:
        return TO_COME
    return IN_FORCE if standard.version == session.in_force.version else FORMER
