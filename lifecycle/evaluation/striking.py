"""A relation that should not have been recorded is struck: it stays on record, and no conflict is found from it.

Whoever was excluded for it stays excluded: on each running project the office that waives conflicts is told that the
ground is gone, and says in writing whether they count again.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from lifecycle import words
from lifecycle.engine import Session
from lifecycle.errors import NotFound, NotPermitted
from lifecycle.evaluation import conflicts
from lifecycle.experts import KEEP, note_act, require_keeper
from lifecycle.policy import Actor
from lifecycle.records import evaluations, experts
from lifecycle.records import project as projects
from lifecycle.records.experts import RelationRow
from lifecycle.store import begin, lock_project
from stages import Standard
from stages.vocabulary import EMPLOYMENT


def strike_relation(
    session: Session, actor: Actor, standard: Standard, relation_id: int, why: str
) -> list[str]:
    """Strike a relation, ended or not, and say why; the numbers of the projects where somebody is out for it.

    Nobody strikes a relation of their own. Raises Invalid(`reason`); NotFound, also for one that was struck before;
    NotPermitted.
    """
    require_keeper(actor, standard)
    relation = experts.relation
    row = session.tx.execute(select(relation).where(relation.c.id == relation_id, experts.STANDS)).first()
    if row is None:
        raise NotFound("relation", str(relation_id))
    if actor.id in (row.person, row.other):
        raise NotPermitted(KEEP, "not_own_work")
    struck = {"struck_on": session.day, "struck_by": actor.id, "struck_why": words.reason(why)}
    session.tx.execute(update(relation).where(relation.c.id == relation_id).values(struck))
    note_act(session, actor, "strike_relation", row.person)
    return list(_tell(session, actor, RelationRow.of(row)))


def _tell(session: Session, actor: Actor, row: RelationRow) -> Iterator[str]:
    """In the history of each project whose panel somebody left for this alone, and to those who may waive there."""
    out = session.tx.execute(_out_for(row)).all()
    for project in dict.fromkeys(each.project for each in out):
        entry = begin(session, actor, lock_project(session, project))
        here = [each for each in out if each.project == project]
        persons = {each.person for each in here}
        left = conflicts.found(session.tx, entry.standard, entry.case, persons, session.day)
        still = {(person, each.cause) for person, all_ in left.items() for each in all_}
        cleared = ",".join(str(each.n) for each in here if (each.person, each.cause) not in still)
        if not cleared:
            continue
        for office in dict.fromkeys(
            (*entry.standard.power("waive_conflict"), *entry.standard.power("draw_panel"))
        ):
            entry.tell(office, "relation_struck", cleared)
        entry.close("RelationStruck", cleared)
        yield entry.case.project.number


def _out_for(row: RelationRow) -> Any:
    """The assignments on running projects that ended for a conflict found from the relation."""
    conflict, assignment = evaluations.conflict.c, evaluations.assignment.c
    evaluation, project = evaluations.evaluation, projects.project
    same = and_(evaluation.c.project == assignment.project, evaluation.c.n == assignment.evaluation)
    return (
        select(assignment.project, assignment.n, assignment.person, assignment.cause)
        .join_from(
            evaluations.assignment,
            evaluations.conflict,
            and_(
                conflict.project == assignment.project,
                conflict.person == assignment.person,
                conflict.cause == assignment.cause,
            ),
        )
        .join(evaluation, same)
        .join(project, project.c.id == assignment.project)
        .where(
            assignment.state == "excluded",
            or_(*(project.c.status == status for status in projects.RUNNING)),
            evaluation.c.annulled_on.is_(None),
            conflict.basis == "relation",
            conflict.waived_on.is_(None),
            _found_from(row),
        )
        .distinct()
        .order_by(assignment.project, assignment.n)
    )


def _found_from(row: RelationRow) -> ColumnElement[bool]:
    """Conflicts that the relation may have been the ground of: one's own, or of somebody close to them."""
    conflict = evaluations.conflict.c
    if row.other is not None:
        return or_(
            and_(conflict.person == row.person, conflict.other == row.other),
            and_(conflict.person == row.other, conflict.other == row.person),
        )
    own = and_(conflict.person == row.person, conflict.organisation == row.organisation)
    if row.kind != EMPLOYMENT:
        return own
    return or_(own, and_(conflict.other == row.person, conflict.organisation == row.organisation))
