"""What an evaluation waits for, and why its panel does not count, in sentences."""

from collections.abc import Sequence

from lifecycle.blocker import Blocker
from lifecycle.evaluation.reasons import Reason
from lifecycle.evaluation.scoring import Shortfall, half_up, next_anchor
from lifecycle.queries.gate import BlockerLine
from stages import Standard
from stages.model import Dimension, RubricLevel
from web.labels import TEXTS
from web.speech import Speech


def waiting(speech: Speech, line: BlockerLine) -> str:
    """What is missing behind a blocker of an evaluation, with the expert's name for those who may know it."""
    blocker = line.blocker
    if blocker.shortfall is not None and line.dimension is not None:
        return floor(speech, blocker.shortfall, line.dimension, line.next_level)
    return awaited(speech, blocker, line.expert)


def of_blocker(speech: Speech, blocker: Blocker, standard: Standard) -> str:
    """The same of a blocker alone, which names experts by their number."""
    if blocker.shortfall is not None and standard.rubric is not None:
        dimension = standard.rubric.dimension(blocker.shortfall.dimension)
        anchors = standard.rubric.levels[dimension.code]
        return floor(
            speech, blocker.shortfall, dimension, next_anchor(anchors, blocker.shortfall.middle or 0)
        )
    return awaited(speech, blocker, None)


def awaited(speech: Speech, blocker: Blocker, name: str | None) -> str:
    """What one blocker waits for."""
    number = blocker.target[2] if blocker.target else 0
    who = expert(speech, number, name)
    reason = reason_text(speech, blocker.reason, who) if blocker.reason else ""
    causes = speech.listed(_causes(blocker.reason))
    key = f"blocker.{blocker.act}"
    special = f"{key}.{blocker.reason.code}" if blocker.reason else key
    return speech.t(special if special in TEXTS else key, who=who, why=reason, causes=causes)


def floor(speech: Speech, missed: Shortfall, dimension: Dimension, following: RubricLevel | None) -> str:
    """A floor that is missed, and what the next level asks for."""
    middle = None if missed.middle is None else half_up(missed.middle, 1).normalize()
    key = "blocker.floor" if middle is not None else "blocker.floor.unjudged"
    values = {"code": dimension.code, "dimension": speech.of(dimension.text), "floor": missed.floor}
    said = speech.t(key, **values, middle=f"{middle:f}" if middle is not None else "")
    if following is None:
        return said
    asked = speech.t("blocker.floor.next", n=following.n, text=speech.of(following.text))
    return f"{said}; {asked}" if speech.language == "en" else f"{said}；{asked}"


def expert(speech: Speech, number: int, name: str | None = None) -> str:
    """An expert by number, and by name where that may be said; without a number somebody who is no expert."""
    if name:
        return speech.t("blocker.expert_named", n=number, name=name) if number else name
    return speech.t("blocker.expert", n=number) if number else speech.t("blocker.some_expert")


def reason_text(speech: Speech, reason: Reason, who: str) -> str:
    """Why a panel does not count."""
    values = {name: value for name, value in reason.values.items() if name not in ("causes", "field")}
    field = reason.values.get("field")
    if isinstance(field, str):
        values["field"] = field_name(speech, field)
    return speech.t(f"panel.{reason.code}", who=who, causes=speech.listed(_causes(reason)), **values)


def field_name(speech: Speech, field: str) -> str:
    """A field of the panel's structure; its own code where no label is known."""
    key = f"panel.field.{'any' if field in ('', '*') else field}"
    return speech.t(key) if key in TEXTS else field


def kind_name(speech: Speech, code: str) -> str:
    """A kind of relation in words; its own code where no label is known."""
    key = f"relation.kind.{code}"
    return speech.t(key) if key in TEXTS else code


def _causes(reason: Reason | None) -> Sequence[str]:
    causes = reason.values.get("causes", ()) if reason else ()
    return causes if isinstance(causes, tuple) else ()
