"""One parameter for many values, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from lifecycle.among import Among
from lifecycle.prepared import Prepared
from lifecycle.records import people
from tests import world as worlds
from tests.watching import plan, statements, watching

if TYPE_CHECKING:
    from lifecycle.database import Database

PERSON = people.person.c


def test_one_statement_finds_few_many_and_none(database: Database) -> None:
    cast = worlds.build(database).cast
    named = Prepared(select(PERSON.id, PERSON.login).where(Among(PERSON.id, "wanted")))
    spelled = Prepared(select(PERSON.id, PERSON.login).where(Among(PERSON.login, "wanted")))
    with database.read() as tx:
        for wanted in (set(), {cast["PO"]}, set(cast.values())):
            found = {row["id"]: row["login"] for row in named.rows(tx, {"wanted": wanted})}
            assert found.keys() == wanted
            again = {row["id"] for row in spelled.rows(tx, {"wanted": found.values()})}
            assert again == wanted


def test_words_are_values_and_no_part_of_the_statement(database: Database) -> None:
    worlds.build(database)
    spelled = Prepared(select(PERSON.id).where(Among(PERSON.login, "wanted")))
    with database.read() as tx:
        assert spelled.rows(tx, {"wanted": ['po") OR ("1"="1', "po'", "{po,sh}", "po\\"]}) == []


def test_it_is_as_many_statements_for_many_as_for_none(database: Database) -> None:
    worlds.build(database)
    named = Prepared(select(PERSON.id).where(Among(PERSON.id, "wanted")))

    def read(wanted: range) -> None:
        with database.read() as tx:
            named.rows(tx, {"wanted": wanted})

    assert statements(database, lambda: read(range(0))) == statements(database, lambda: read(range(5000)))


def test_an_index_serves_it(database: Database) -> None:
    worlds.build(database)
    named = Prepared(select(PERSON.name).where(Among(PERSON.id, "wanted"), PERSON.closed_on.is_(None)))
    with watching(database) as asked, database.read() as tx:
        named.rows(tx, {"wanted": [1]})
    steps = plan(database, *asked[-1])
    if database.is_sqlite:  # PostgreSQL rightly reads so small a table from end to end
        assert "SEARCH person USING INTEGER PRIMARY KEY (rowid=?)" in steps
