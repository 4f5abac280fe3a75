"""Every sentence the screens say, in Chinese and in English, by key: the one place where codes become words.

Each module of this package holds a table `TEXTS`. Texts of the standard (stages, duties, offices …) are not here: they
come from the standard itself. A value is put in by name, `{n}`; where English tells one from many, `one` is its form
for `n == 1`.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from web.labels.label import Label

__all__ = ["LANGUAGES", "TEXTS", "Label", "say"]

LANGUAGES = ("zh", "en")


def _collected() -> Mapping[str, Label]:
    """The tables of all modules as one. Raises ValueError for a key that stands in two of them."""
    texts: dict[str, Label] = {}
    for module in iter_modules(__path__):
        table: Mapping[str, Label] = getattr(import_module(f"{__name__}.{module.name}"), "TEXTS", {})
        if doubled := texts.keys() & table.keys():
            raise ValueError(f"labels said twice: {', '.join(sorted(doubled))}")
        texts.update(table)
    return MappingProxyType(texts)


TEXTS: Mapping[str, Label] = _collected()


def say(language: str, key: str, **values: object) -> str:
    """The sentence behind a key. Raises KeyError for a key, or a value, that is missing."""
    return TEXTS[key].of(language, values)
