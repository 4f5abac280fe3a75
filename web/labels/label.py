"""One sentence in both languages."""

from collections.abc import Mapping
from typing import NamedTuple


class Label(NamedTuple):
    """`zh` binds; `one` is the English form for `n == 1`, where it differs."""

    zh: str
    en: str
    one: str | None = None

    def of(self, language: str, values: Mapping[str, object]) -> str:
        """The sentence with its values. Values are put in as they are: escaping is the template's."""
        if language != "en":
            return self.zh.format_map(values)
        form = self.one if self.one is not None and values.get("n") == 1 else self.en
        return form.format_map(values)


L = Label
"""Short, because the tables are made of it."""
