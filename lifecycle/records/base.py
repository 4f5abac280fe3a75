"""What every record shares: one metadata with named constraints, and rows that nobody can edit in place.

Each aggregate is declared once, as a frozen SQLModel row; its table is a one-line subclass. Rows are what the
engine passes around: built without validation from what the database returned, never attached to a session.
Limits live in CHECK, UNIQUE and foreign keys; input is checked where it comes in.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar, Self

from sqlalchemy import Row as DatabaseRow
from sqlalchemy import Table
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING
metadata = SQLModel.metadata


class Record(SQLModel):
    """A frozen row. `of` trusts its input: it comes from the database or from the fold of the history."""

    model_config: ClassVar[Any] = {"frozen": True}

    @classmethod
    def of(cls, row: DatabaseRow[Any] | Mapping[str, Any]) -> Self:
        """A row from its columns; those not named are blank."""
        values = row if isinstance(row, Mapping) else row._asdict()
        return cls._made({**_blank(cls), **values})

    @classmethod
    def _made(cls, columns: dict[str, Any]) -> Self:
        record, put = object.__new__(cls), object.__setattr__
        put(record, "__dict__", columns)
        for name, nothing in _NO_EXTRAS:
            put(record, name, nothing)
        return record

    @classmethod
    def all_of(cls, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Self]:
        """Many rows at once, every column present, in the order of `columns`: a quarter of the time of `of` each."""
        return [cls._made(dict(zip(columns, row, strict=True))) for row in rows]

    def changed(self, values: Mapping[str, Any]) -> Self:
        """The row with some columns different."""
        return self._made({**self.__dict__, **values})


@lru_cache(maxsize=64)
def _blank(model: type[SQLModel]) -> dict[str, Any]:
    """The columns that have a value when nobody names one. None of them is a thing that could be changed."""
    fields = model.model_fields
    return {name: field.default for name, field in fields.items() if not field.is_required()}


_NO_EXTRAS: tuple[tuple[str, Any], ...] = (
    ("__pydantic_fields_set__", set()),
    ("__pydantic_extra__", None),
    ("__pydantic_private__", None),
)


def table_of(model: type[SQLModel]) -> Table:
    """The SQLAlchemy table behind a `table=True` model."""
    table = model.__dict__.get("__table__")
    assert isinstance(table, Table), f"{model.__name__} declares no table"
    return table


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The text of a CHECK that a column holds one of a closed set of words."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
