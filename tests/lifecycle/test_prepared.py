"""Statements that are compiled once, and on PostgreSQL planned once, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Integer, bindparam, cast, literal, select, text
from sqlalchemy.exc import DBAPIError

from lifecycle.prepared import Prepared
from lifecycle.records import people
from tests import world as worlds

if TYPE_CHECKING:
    from lifecycle.database import Database

PERSON = people.person.c


def test_a_statement_planned_once_answers_for_any_values(database: Database) -> None:
    cast_ = worlds.build(database).cast
    wanted = select(PERSON.login).where(PERSON.id == bindparam("who", type_=Integer))
    plain, planned = Prepared(wanted), Prepared(wanted, planned_once=True)
    with database.read() as tx:
        for who in (*cast_.values(), -1):
            assert planned.rows(tx, {"who": who}) == plain.rows(tx, {"who": who})


@pytest.mark.usefixtures("on_postgresql")
def test_only_the_statement_itself_is_planned_so(database: Database) -> None:
    with database.read() as tx:
        Prepared(select(literal(1).label("one")), planned_once=True).rows(tx, {})
        assert tx.scalar(text("SHOW plan_cache_mode")) == "auto"


def test_an_error_in_it_is_one_of_sqlalchemy(database: Database) -> None:
    nonsense = select(PERSON.login).where(cast(bindparam("n", type_=Integer), Integer) == text("nowhere.n"))
    with database.read() as tx, pytest.raises(DBAPIError):
        Prepared(nonsense, planned_once=True).rows(tx, {"n": 1})


@pytest.mark.usefixtures("on_postgresql")
def test_nothing_is_compiled_to_machine_code(database: Database) -> None:
    for opened in (database.read, database.write):
        with opened() as tx:
            assert tx.scalar(text("SHOW jit")) == "off"


@pytest.fixture
def on_postgresql(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("a matter of PostgreSQL")
