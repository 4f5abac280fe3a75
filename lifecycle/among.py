"""`IN` for a statement that is compiled before its values are known, and how many they are: `lifecycle.prepared`."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, BindParameter, Boolean, ColumnElement, Dialect, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine


class Many(TypeDecorator[Iterable[Any]]):
    """Many values of one type as one parameter: an array of PostgreSQL, for SQLite a list in JSON."""

    impl = String
    cache_ok = True

    def __init__(self, each: TypeEngine[Any]) -> None:
        super().__init__()
        self.each = each

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        is_sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(String() if is_sqlite else ARRAY(self.each))

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        listed = list(value or ())
        return json.dumps(listed) if dialect.name == "sqlite" else listed


class Among(ColumnElement[bool]):
    """Whether a column of whole numbers or of words is one of many values, given together as `name`."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.given: BindParameter[Any] = bindparam(name, type_=Many(column.type))

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002
        """Itself: asked for a value, it would be compared with 1 on SQLite, and no index would serve it any more."""
        return self


@compiles(Among, "sqlite")
def _in_json(among: Among, compiler: SQLCompiler, **given: Any) -> str:
    column, many = compiler.process(among.column, **given), compiler.process(among.given, **given)
    return f"{column} IN (SELECT value FROM json_each({many}))"  # noqa: S608 - both compiled, the values are bound


@compiles(Among, "postgresql")
def _in_array(among: Among, compiler: SQLCompiler, **given: Any) -> str:
    return f"{compiler.process(among.column, **given)} = ANY({compiler.process(among.given, **given)})"
