"""What administrators read is the same on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lifecycle import accounts
from lifecycle.queries import audit
from lifecycle.queries.administration import sessions_page, standing
from lifecycle.queries.organisations import organisation_page, organisations_page
from lifecycle.queries.people import SHOWN, people_page
from lifecycle.queries.standards import IN_FORCE, standards_page
from tests import world as worlds

if TYPE_CHECKING:
    from lifecycle.database import Database


def test_figures_lists_and_audit_agree(database: Database) -> None:
    world = worlds.build(database)
    driver = world.started(title="示例")
    with world.engine.write() as session:
        person = accounts.person_by_login(session.tx, "po")
        assert person is not None
        for _ in range(2):
            accounts.open_session(session.tx, person, "127.0.0.1", session.at)
        accounts.note_access(session.tx, person.id, "127.0.0.1", session.at, "sign_in", "failed")
    with world.engine.read() as session:
        figures = standing(session)
        assert figures.people == people_page(session).total == len(world.cast)
        assert figures.waiting == people_page(session, show="invited").total
        assert [people_page(session, show=each).total for each in SHOWN[2:]] == [0, 0, 0]
        assert figures.organisations == organisations_page(session).total
        assert (figures.sessions, figures.failed) == (sessions_page(session).total, 1) == (2, 1)
        assert organisation_page(session, world.parties[0]).running == 1
        lines, missing = standards_page(session)
        assert (lines[0].standing, lines[0].running, missing) == (IN_FORCE, 1, ())
        wanted = audit.Wanted(driver.day - timedelta(days=1), session.day, where=driver.number)
        found = audit.events(session, wanted)
        assert [each.seq for each in found] == list(range(len(found), 0, -1))
        last = found[1]
        assert audit.events(session, wanted, (last.at, last.project, last.seq)) == found[2:]
        today = audit.Wanted(session.day, session.day, who="PO", what="sign_in")
        assert [each.login for each in audit.accesses(session, today)] == ["po"]
