"""People to sign in and to refuse."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from lifecycle import accounts
from lifecycle.database import Database
from lifecycle.records.people import PersonRow

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PASSWORD = "Kiln-Otter_47-quartz"


@pytest.fixture
def somebody(database: Database) -> Callable[..., PersonRow]:
    """Makes people."""

    def make(
        login: str = "wang.li", name: str = "王丽", password: str | None = None, **more: str
    ) -> PersonRow:
        with database.write() as tx:
            person = accounts.add_person(tx, login=login, name=name, **more)
            if password is not None:
                accounts.set_password(tx, person, password, accounts.DJCP3, NOW)
            found = accounts.person_by_login(tx, login)
        assert found is not None
        return found

    return make


@pytest.fixture
def wang(somebody: Callable[..., PersonRow]) -> PersonRow:
    """A person with a password."""
    return somebody(password=PASSWORD)
