"""Every refusal the engine can give, one tree. An error carries what happened; the web layer writes the sentence.

Refusal
├── NotFound            nothing such, or nothing this person may know of (the same answer for both)
├── NotPermitted        visible, but this act belongs to somebody else: says to whom
├── NoSuchMove          the machine has no such move from this state
├── GateClosed          a move is barred: carries every blocker at once
├── Stale               somebody else was faster: carries the revision that is now true
├── Invalid             an input is wrong: carries field, problem code and values
└── Unavailable         the store cannot take writes now (disk full, database gone); nothing was lost
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lifecycle.blocker import Blocker


class Refusal(Exception):
    """A verb was refused and wrote nothing."""


class NotFound(Refusal):
    """No such target for this person. `what` is a glossary word, `code` what was asked for."""

    def __init__(self, what: str, code: str = "") -> None:
        super().__init__(f"no {what} {code}".strip())
        self.what, self.code = what, code


class NotPermitted(Refusal):
    """`clause` is the first condition of the policy that fails; `offices` are those that may."""

    def __init__(self, act: str, clause: str, offices: tuple[str, ...] = ()) -> None:
        super().__init__(f"{act}: {clause} {'/'.join(offices)}".strip())
        self.act, self.clause, self.offices = act, clause, offices


class NoSuchMove(Refusal):
    """The state `state` (stage/status) has no move `move`; `possible` names those it has."""

    def __init__(self, move: str, state: str, possible: tuple[str, ...] = ()) -> None:
        super().__init__(f"no move {move} from {state}")
        self.move, self.state, self.possible = move, state, possible


class GateClosed(Refusal):
    """`blockers` is never empty and never partial."""

    def __init__(self, move: str, blockers: "tuple[Blocker, ...]") -> None:
        super().__init__(f"{move} is barred by {', '.join(blocker.clause for blocker in blockers)}")
        self.move, self.blockers = move, blockers


class Stale(Refusal):
    """The form showed revision `seen`; `now` is the revision that counts."""

    def __init__(self, what: str, seen: int, now: int) -> None:
        super().__init__(f"{what} was at {seen} and is at {now}")
        self.what, self.seen, self.now = what, seen, now


class Invalid(Refusal):
    """`problem` is a code that the web layer has a sentence for; `values` fill it in.

    Where several things of one input are wrong, `also` holds the others: see `mistakes.together`.
    """

    def __init__(
        self,
        field: str,
        problem: str,
        values: Mapping[str, object] | None = None,
        also: "tuple[Invalid, ...]" = (),
    ) -> None:
        super().__init__(f"{field}: {problem} {dict(values or {})}")
        self.field, self.problem, self.values = field, problem, dict(values or {})
        self.also = also

    @property
    def every(self) -> "tuple[Invalid, ...]":
        """This mistake, and all those found beside it."""
        return (self, *self.also)


class Unavailable(Refusal):
    """The database refused the write for a reason that is not the caller's."""
