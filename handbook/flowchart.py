"""The road as a drawing of our own: columns are stages, rows are statuses, all of it read from the graph of moves.

The happy way: phases, entries, stages, gates with who proposes and who decides. Off the way, one row for each status,
with the moves that lead there (▼) and back (▲), one band for each end, and last the moves that leave a project where it
is. The drawing holds no word that the standard and the labels do not hold; texts are escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from handbook.svg import INK, LINE, MUTE, PAPER, arrow, breadth, drawing, filled, rect, text, wrapped
from handbook.voice import Voice
from stages.graph import Edge, Graph, stage_of, state, status_of
from stages.model import Coded, Standard
from stages.vocabulary import OPEN_STATUSES

PHASES = ("#2f6f9f", "#3b7d6b", "#7a5ea8", "#8a5a00")
WHOLE_WIDTH, WAY_WIDTH, LABELS = 1140.0, 680.0, 236.0
TOP, BOX, SMALL, LINE_HEIGHT = 66.0, 52.0, 11.5, 15.0
_WIDE = "\u2003"
"""The blank between codes, as wide as a sign in either language."""
_ON_THE_WAY = OPEN_STATUSES[:3]
"""draft, active, gate_review: what the row of stages and gates shows."""


def draw(voice: Voice, moves: Graph, alt: str) -> str:
    """The whole road as an SVG of its own, in the language of `voice`; `alt` says in words what it shows."""
    return _Drawing(voice, moves, WHOLE_WIDTH, LABELS).whole(alt)


def draw_way(voice: Voice, moves: Graph, alt: str) -> str:
    """The happy way alone."""
    return _Drawing(voice, moves, WAY_WIDTH, 0).way(alt)


@dataclass(frozen=True, slots=True)
class _Band:
    """A row of the drawing: its status, what stands beside its name, where it begins and how high it is."""

    status: str
    notes: tuple[str, ...]
    y: float
    height: float


@dataclass(frozen=True)
class _Drawing:
    voice: Voice
    graph: Graph
    width: float
    margin: float

    @property
    def standard(self) -> Standard:
        return self.voice.standard

    @cached_property
    def stages(self) -> tuple[str, ...]:
        return tuple(self.standard.stages)

    @cached_property
    def column(self) -> float:
        return (self.width - self.margin) / len(self.stages)

    @cached_property
    def used(self) -> frozenset[str]:
        return frozenset(map(status_of, self.graph.states))

    @cached_property
    def into(self) -> Mapping[str, tuple[Edge, ...]]:
        """By state, the edges that lead there from another."""
        found: dict[str, list[Edge]] = {name: [] for name in self.graph.states}
        for edge in self.graph.edges:
            if edge.source != edge.dest:
                found[edge.dest].append(edge)
        return {name: tuple(edges) for name, edges in found.items()}

    def left(self, stage: str) -> float:
        return self.margin + self.stages.index(stage) * self.column

    def gate_x(self, stage: str) -> float:
        return self.left(stage) + self.column * 0.78

    def end_x(self, stage: str) -> float:
        return self.left(stage) + self.column - 7

    @property
    def way_y(self) -> float:
        return TOP + 20 + BOX / 2

    # Both drawings ------------------------------------------------------------------------------------------------

    def whole(self, alt: str) -> str:
        bands, others = (*self.rows, *self.bands), self._others()
        bottom = bands[-1].y + bands[-1].height + 22 if bands else self.way_y + BOX
        pieces = [*self._phases(), *self._frames()]
        for stage in self.stages:
            pieces += self._column(stage)
        for n, line in enumerate(others):
            pieces.append(text(0, bottom + LINE_HEIGHT * n, line, anchor="start", fill=LINE, size=12))
        return drawing(self.width, bottom + LINE_HEIGHT * len(others), alt, pieces)

    def way(self, alt: str) -> str:
        pieces = [*self._phases(), *(piece for stage in self.stages for piece in self._way(stage))]
        most = max(len(self._people(stage)) for stage in self.stages)
        return drawing(self.width, TOP + 20 + BOX + 12 + LINE_HEIGHT * most, alt, pieces)

    # The happy way ------------------------------------------------------------------------------------------------

    def _phases(self) -> Iterator[str]:
        for n, phase in enumerate(self.standard.phases.values()):
            x, width = self.left(phase.stages[0]), self.column * len(phase.stages) - 6
            yield rect(x, 4, width, 26, f'fill="{PHASES[n % len(PHASES)]}"', round_=3)
            yield text(x + width / 2, 22, self.voice.of(phase.text), fill=PAPER, weight=600)

    def _way(self, stage: str) -> Iterator[str]:
        x, y, width = self.left(stage), TOP + 20, self.column * 0.52
        colour = PHASES[list(self.standard.phases).index(self.standard.stages[stage].phase) % len(PHASES)]
        yield rect(x, y, width, BOX, f'fill="{PAPER}" stroke="{colour}" stroke-width="2"')
        names = wrapped(self.voice.of(self.standard.stages[stage].text), width - 8, 14)
        size = min(14.0, 14 * (width - 8) / max(breadth(line, 15) for line in names))
        for n, line in enumerate(names):
            lower = 31 + 16 * (n - (len(names) - 1) / 2)
            yield text(x + width / 2, y + lower, line, weight=600, size=round(size, 1))
        yield from self._entries(stage, x + width / 2)
        yield from self._gate(stage, x + width)
        for n, line in enumerate(self._people(stage)):
            yield text(x, y + BOX + 16 + LINE_HEIGHT * n, line, anchor="start", fill=LINE, size=SMALL)

    def _people(self, stage: str) -> list[str]:
        """Who proposes and who decides at the gate."""
        gate, room = self.standard.gate_of(stage), self.column * (0.7 if self.margin else 0.98)
        said = ("flow.proposes", gate.propose), ("flow.decides", gate.decider)
        return [
            line
            for key, office in said
            for line in wrapped(self.voice.say(key, who=self.voice.who(office)), room, SMALL)
        ]

    def _entries(self, stage: str, x: float) -> Iterator[str]:
        points = [point.code for point in self.standard.flow.entry_points.values() if point.stage == stage]
        if points:
            yield arrow(x, TOP - 2, x, TOP + 18)
            yield text(x, TOP - 8, " ".join(points), fill=LINE, size=12)

    def _gate(self, stage: str, x: float) -> Iterator[str]:
        centre, half, y = self.gate_x(stage), min(24.0, self.column * 0.17), self.way_y
        points = f"{centre - half:.1f},{y} {centre},{y - 26} {centre + half:.1f},{y} {centre},{y + 26}"
        yield arrow(x, y, centre - half - 2, y)
        yield f'<polygon points="{points}" fill="#eef4fb" stroke="{INK}" stroke-width="1.5"/>'
        yield text(centre, y + 5, self.standard.gate_of(stage).code, weight=600, size=13)
        following = self.standard.next_stage(stage)
        if following:
            yield arrow(centre + half, y, self.left(following) - 2, y)

    # Rows and bands -----------------------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> tuple[_Band, ...]:
        """Open statuses off the way that some stage has, in the order of the standard."""
        aside = (s for s in self.standard.flow.states if s in self.used and s in OPEN_STATUSES)
        most = max(len(self._people(stage)) for stage in self.stages)
        start = TOP + 20 + BOX + max(24.0, 14 + LINE_HEIGHT * most)
        return self._stacked((s for s in aside if s not in _ON_THE_WAY), start, self._notes_aside, 62)

    @cached_property
    def bands(self) -> tuple[_Band, ...]:
        """The ends."""
        ends = (s for s in self.standard.flow.states if s in self.used and s not in OPEN_STATUSES)
        start = self.rows[-1].y + self.rows[-1].height + 6 if self.rows else self.way_y + BOX
        return self._stacked(ends, start, self._notes_end, 28)

    def _stacked(
        self, statuses: Iterable[str], y: float, notes: Callable[[str], tuple[str, ...]], least: float
    ) -> tuple[_Band, ...]:
        bands = []
        for status in statuses:
            said = notes(status)
            height = max(least, 28 + LINE_HEIGHT * len(said))
            bands.append(_Band(status, said, y, height))
            y += height + 6
        return tuple(bands)

    def _notes_aside(self, status: str) -> tuple[str, ...]:
        """The moves into a status and out of it by name, for all stages together."""
        into = self._codes(e for here in self._at(status) for e in self.into[here])
        out = self._codes(e for here in self._at(status) for e in self._out_of(here))
        return (*self._named("▼", into), *self._named("▲", out))

    def _notes_end(self, status: str) -> tuple[str, ...]:
        return tuple(
            self._named("", self._codes(e for stage in self.stages for e in self._ending(stage, status)))
        )

    def _named(self, sign: str, codes: Iterable[str]) -> list[str]:
        moves = self.standard.flow.moves
        named = [f"{code} {self.voice.of(moves[code].text)}" for code in codes]
        lines = filled(named, self.margin - 36, SMALL, _WIDE)
        return [f"{_WIDE if n else sign} {line}" for n, line in enumerate(lines)] if sign else lines

    def _at(self, status: str) -> tuple[str, ...]:
        return tuple(s for stage in self.stages if (s := state(stage, status)) in self.graph.states)

    def _frames(self) -> Iterator[str]:
        """The names of rows and bands, and what stands beside them."""
        for band in (*self.rows, *self.bands):
            fill = "#eef1f5" if band in self.bands else "#f8fafc"
            yield rect(0, band.y, self.width, band.height, f'fill="{fill}"', round_=3)
            name = self.voice.of(self.standard.flow.states[band.status].text)
            yield text(8, band.y + 19, name, anchor="start", size=13, weight=600)
            for n, line in enumerate(band.notes):
                yield text(8, band.y + 36 + LINE_HEIGHT * n, line, anchor="start", fill=LINE, size=SMALL)

    # One column -----------------------------------------------------------------------------------------------------

    def _column(self, stage: str) -> Iterator[str]:
        yield from self._ends(stage)
        yield from self._way(stage)
        above = self.way_y + 26
        for row in self.rows:
            here = state(stage, row.status)
            if here in self.graph.states:
                yield from self._aside(stage, row, here, above)
                above = row.y + row.height / 2 + 16

    def _aside(self, stage: str, row: _Band, here: str, above: float) -> Iterator[str]:
        x, width, middle = self.gate_x(stage), self.column * 0.3, row.y + row.height / 2
        yield arrow(x - 7, above + 2, x - 7, middle - 17, dashed=True)
        yield arrow(x + 7, middle - 16, x + 7, above + 3, dashed=True)
        yield rect(
            x - width / 2, middle - 15, width, 30, f'fill="{PAPER}" stroke="{LINE}" stroke-dasharray="4 3"'
        )
        yield text(x, middle + 5, self.voice.of(self.standard.flow.states[row.status].text), size=13)
        into = self._codes(self.into[here])
        for n, line in enumerate((f"▼ {' '.join(into)}", f"▲ {' '.join(self._codes(self._out_of(here)))}")):
            yield text(x - width / 2 - 5, middle - 2 + 15 * n, line, anchor="end", fill=LINE, size=11)

    def _out_of(self, here: str) -> Iterator[Edge]:
        """The ways back from a status off the road, within its stage."""
        for edge in self.graph.from_(here):
            is_open = status_of(edge.dest) in OPEN_STATUSES
            if is_open and edge.dest != here and stage_of(edge.dest) == stage_of(here):
                yield edge

    def _ends(self, stage: str) -> Iterator[str]:
        x = self.end_x(stage)
        reached = [(band, self._codes(self._ending(stage, band.status))) for band in self.bands]
        reached = [(band, codes) for band, codes in reached if codes]
        if not reached:
            return
        lowest = reached[-1][0]
        bottom = lowest.y + lowest.height / 2
        yield _dotted(f"M{x:.1f} {self.way_y:.1f} V{bottom:.1f}")
        if not self.standard.next_stage(stage):
            yield _dotted(f"M{self.gate_x(stage) + 20:.1f} {self.way_y:.1f} H{x:.1f}")
        for band, codes in reached:
            middle = band.y + band.height / 2
            yield text(x - 8, middle + 4, " ".join(codes), anchor="end", fill=INK, size=SMALL)
            yield f'<circle cx="{x:.1f}" cy="{middle:.1f}" r="3.4" fill="{LINE}"/>'

    def _ending(self, stage: str, status: str) -> Iterator[Edge]:
        """The ways that end a project while it is in the stage."""
        ends = (edge for end in self._at(status) for edge in self.into[end])
        return (edge for edge in ends if stage_of(edge.source) == stage)

    def _codes(self, edges: Iterable[Edge]) -> tuple[str, ...]:
        return tuple(sorted(dict.fromkeys(self.standard.moves[edge.move].code for edge in edges)))

    # The rest -------------------------------------------------------------------------------------------------------

    def _others(self) -> list[str]:
        """Every move that no row and no band shows, and what the points of entry are."""
        beside = {word for band in (*self.rows, *self.bands) for note in band.notes for word in note.split()}
        moves = [move for move in self.standard.flow.moves.values() if move.code not in beside]
        lists: tuple[tuple[str, Iterable[Coded]], ...] = (
            ("flow.others", moves),
            ("flow.enters", self.standard.flow.entry_points.values()),
        )
        return [line for key, listed in lists for line in self._list(key, listed)]

    def _list(self, key: str, listed: Iterable[Coded]) -> list[str]:
        named = [f"{each.code} {self.voice.of(each.text)}" for each in listed]
        lines = filled([f"{self.voice.say(key)}{named[0]}", *named[1:]], self.width, 12, _WIDE)
        return [line.strip() for line in lines]


def _dotted(way: str) -> str:
    return f'<path d="{way}" fill="none" stroke="{MUTE}" stroke-dasharray="2 3"/>'
