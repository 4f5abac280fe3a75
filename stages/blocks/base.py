"""What all blocks of a definition share: how they are read, codes, texts and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WrapSerializer,
    model_validator,
)

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=64)]
Days = Annotated[int, Field(ge=0)]
Percent = Annotated[int, Field(ge=0, le=100)]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
PlainDate = Annotated[date, Field(strict=False)]

Held = Literal["seat", "staff", "member"]
MilestoneKind = Literal["deadline", "gate", "statutory", "recurring", "window", "notice"]
Timing = Literal["before_gate", "after_gate", "when_due", "after_end"]
Level = Literal["project", "organisation"]
GateMode = Literal["decide", "deemed", "filed", "close"]
FactType = Literal["bool", "number", "count", "level", "date", "enum"]
LegalStatus = Literal["verified", "secondary", "unverified", "to_be_confirmed"]

Key = TypeVar("Key")
Item = TypeVar("Item")


class Defined(BaseModel):
    """A block of a definition file: frozen, no unknown key, no value of a neighbouring type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Text(Defined):
    """One text in both languages. The Chinese one binds."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def of(self, lang: str) -> str:
        """The text in `lang`: English for `en` and its variants, Chinese for everything else."""
        return self.en if lang.startswith("en") else self.zh


class Texted(Defined):
    """A block that has its own `zh` and `en` keys, read as one `text`."""

    text: Text

    @model_validator(mode="before")
    @classmethod
    def _fold_languages(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping) or "text" in raw:
            return raw
        texts = {key: raw[key] for key in ("zh", "en") if key in raw}
        return {key: value for key, value in raw.items() if key not in texts} | {"text": texts}


class Coded(Texted):
    """A block with a permanent ASCII code (`id` in the files) and a text."""

    code: Code = Field(alias="id")


def _keyed(items: Iterable[Any]) -> Mapping[str, Any]:
    return items if isinstance(items, Mapping) else {item.code: item for item in items}


_READ_ONLY = AfterValidator(lambda items: MappingProxyType(dict(items)))
_AS_DICT = WrapSerializer(lambda items, write: write(dict(items)))


def nothing() -> Mapping[Any, Any]:
    """What a mapping is that the files leave out."""
    return MappingProxyType({})


Named = Annotated[Mapping[Key, Item], _READ_ONLY, _AS_DICT]
"""A block with free keys, which nobody can change."""

ByCode = Annotated[Mapping[str, Item], BeforeValidator(_keyed), _READ_ONLY, _AS_DICT]
"""A list of coded blocks as a mapping from code to block, in file order, which nobody can change."""


class Source(Defined):
    """Where a rule comes from. `proposal` means that nothing but this standard says so."""

    kind: Literal["plan", "law", "standard", "proposal"]
    ref: tuple[str, ...] = ()


def with_keys(items: Any, extra: Mapping[str, Any]) -> Any:
    """The blocks of a list, each with keys that its surroundings give it; anything else unchanged."""
    if not isinstance(items, tuple):
        return items
    return tuple({**item, **extra} if isinstance(item, Mapping) else item for item in items)
