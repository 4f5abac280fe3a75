"""Drawing experts by lot, so that anybody can do it again: a seed, a pool and the seats to fill give the same people.

Everybody in the pool is put in the order of SHA-256 over `seed:person`. Each seat, in the order given, takes the first
who is competent for it, moving others where that alone lets every seat be filled. Of one employer no more than the
rubric allows are drawn; employers that share an expert count as one.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

ANY = "*"
"""A seat that any expert of the pool may take."""


@dataclass(frozen=True)
class Candidate:
    """An expert who may be drawn, with the fields they are competent for and their employers (ids)."""

    person: int
    fields: tuple[str, ...]
    employers: tuple[int, ...]


@dataclass(frozen=True)
class Lots:
    """What a draw is made from. `seated` are the employers of those who are on the panel already, one entry each."""

    candidates: tuple[Candidate, ...]
    seats: tuple[str, ...]
    seated: tuple[tuple[int, ...], ...] = ()
    same_employer_max: int = 1

    @property
    def content(self) -> str:
        """The whole as canonical JSON: what is kept, and hashed."""
        value = {
            "candidates": [[each.person, each.fields, each.employers] for each in self.candidates],
            "seats": self.seats,
            "seated": self.seated,
            "same_employer_max": self.same_employer_max,
        }
        return json.dumps(value, sort_keys=True, separators=(",", ":"))

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.content.encode()).hexdigest()

    @classmethod
    def read(cls, content: str) -> "Lots":
        """From what was kept. Raises ValueError for a text that is none."""
        raw = json.loads(content)
        return cls(
            tuple(Candidate(each[0], tuple(each[1]), tuple(each[2])) for each in raw["candidates"]),
            tuple(raw["seats"]),
            tuple(tuple(each) for each in raw["seated"]),
            raw["same_employer_max"],
        )


@dataclass(frozen=True)
class NotEnough(Exception):
    """No draw can fill these seats; `found` are the candidates that are competent for each field."""

    seats: tuple[str, ...]
    found: Mapping[str, int]


def draw(seed: str, lots: Lots) -> tuple[int, ...]:
    """The person for each seat, in the order of the seats. Raises NotEnough when they cannot all be filled."""
    seating = _Seating(seed, lots)
    unfilled = tuple(seat for place, seat in enumerate(lots.seats) if not seating.fill(place))
    if unfilled:
        raise NotEnough(unfilled, {seat: len(seating.order[seat]) for seat in dict.fromkeys(unfilled)})
    return tuple(seating.holder(place) for place in range(len(lots.seats)))


Node = tuple[str, int]
OUT: Node = ("out", 0)


@dataclass
class _Seating:
    """Seats, people and groups of employers as a network: a seat is filled along a path seat - person - group - out, on
    which people already seated may move. `taken` are the steps in use, `room` how many may still leave each group.
    """

    seed: str
    lots: Lots
    taken: set[tuple[Node, Node]] = field(default_factory=set)

    @cached_property
    def order(self) -> Mapping[str, list[int]]:
        """Those competent for each seat, in the order of the lot."""
        ranked = sorted(self.lots.candidates, key=lambda each: _lot(self.seed, each.person))
        return {
            seat: [each.person for each in ranked if seat == ANY or seat in each.fields]
            for seat in self.lots.seats
        }

    @cached_property
    def groups(self) -> Mapping[int, int]:
        """The group of employers of each candidate: those that share an expert are one."""
        return _groups(self.lots)

    @cached_property
    def room(self) -> Counter[int]:
        room = Counter(dict.fromkeys(self.groups.values(), self.lots.same_employer_max))
        for place in range(len(self.lots.seated)):
            room[self.groups[-1 - place]] -= 1
        return room

    def holder(self, place: int) -> int:
        return next(after[1] for before, after in self.taken if before == ("seat", place))

    def fill(self, place: int) -> bool:
        """Fill one more seat, moving whoever must and can move."""
        return self._find(("seat", place), set())

    def _find(self, node: Node, seen: set[Node]) -> bool:
        """A path from here out, which is taken if there is one."""
        if node == OUT:
            return True
        seen.add(node)
        for after in self._onward(node):
            if after not in seen and self._find(after, seen):
                self._take(node, after)
                return True
        return False

    def _onward(self, node: Node) -> Iterator[Node]:
        """Where one may go: along steps that are free, and back along steps that are taken."""
        kind, key = node
        if kind == "seat":
            steps = [("person", person) for person in self.order[self.lots.seats[key]]]
        elif kind == "person":
            steps = [("group", self.groups[key])]
        else:
            steps = [OUT] if self.room[key] > 0 else []
        yield from (after for after in steps if (node, after) not in self.taken)
        yield from sorted(before for before, after in self.taken if after == node)

    def _take(self, node: Node, after: Node) -> None:
        if after == OUT:
            self.room[node[1]] -= 1
        elif (after, node) in self.taken:
            self.taken.remove((after, node))
        else:
            self.taken.add((node, after))


def _lot(seed: str, person: int) -> str:
    return hashlib.sha256(f"{seed}:{person}".encode()).hexdigest()


def _groups(lots: Lots) -> dict[int, int]:
    """By person (those seated already as -1, -2, …) the number of their group; who has no employer is one alone."""
    everybody: dict[int, Sequence[int]] = {each.person: each.employers for each in lots.candidates}
    everybody |= {-1 - place: employers for place, employers in enumerate(lots.seated)}
    parent: dict[object, object] = {}

    def root(node: object) -> object:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for person, employers in everybody.items():
        for employer in employers:
            parent[root(("employer", employer))] = root(person)
    numbers: dict[object, int] = defaultdict(lambda: len(numbers))
    return {person: numbers[root(person)] for person in everybody}
