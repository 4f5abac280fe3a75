"""The road as a drawing of our own: columns are stages, rows are statuses, all of it read from the graph of moves.

Above, the happy way: phases, entries, stages, gates. Below, one row for each status off the way, with the codes of
the moves that lead there (▼) and back (▲), and one band for each end. The drawing holds no word that the standard
does not hold; texts are escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape

from handbook.voice import Voice
from stages.graph import Edge, Graph, graph, stage_of, state, status_of
from stages.model import Standard
from stages.vocabulary import OPEN_STATUSES

FONTS = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','SimHei',sans-serif"
WIDTH, MARGIN, TOP, STAGE_HEIGHT, ROW_HEIGHT, BAND_HEIGHT = 980, 96, 66, 96, 58, 34
INK, LINE, MUTE, PAPER = "#1c2733", "#5c6b7a", "#8795a3", "#ffffff"
PHASES = ("#2f6f9f", "#3b7d6b", "#7a5ea8", "#8a5a00")
_ON_THE_WAY = OPEN_STATUSES[:3]
"""draft, active, gate_review: what the row of stages and gates shows."""


def draw(voice: Voice, alt: str) -> str:
    """The drawing as an SVG of its own, in the language of `voice`; `alt` says in words what it shows."""
    drawing = _Drawing(voice, graph(voice.standard))
    inside = "".join(drawing.pieces())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {drawing.height}" width="{WIDTH}" '
        f'height="{drawing.height}" role="img" aria-label="{escape(alt)}" font-family="{FONTS}" font-size="14" '
        f'fill="{INK}">{inside}</svg>'
    )


@dataclass(frozen=True)
class _Drawing:
    voice: Voice
    graph: Graph

    @property
    def standard(self) -> Standard:
        return self.voice.standard

    @cached_property
    def stages(self) -> tuple[str, ...]:
        return tuple(self.standard.stages)

    @cached_property
    def column(self) -> float:
        return (WIDTH - MARGIN) / len(self.stages)

    @cached_property
    def aside(self) -> tuple[str, ...]:
        """Open statuses off the way that some stage has, in the order of the standard."""
        used = {status_of(name) for name in self.graph.states}
        return tuple(
            s for s in self.standard.flow.states if s in used and s in OPEN_STATUSES and s not in _ON_THE_WAY
        )

    @cached_property
    def ends(self) -> tuple[str, ...]:
        used = {status_of(name) for name in self.graph.states}
        return tuple(s for s in self.standard.flow.states if s in used and s not in OPEN_STATUSES)

    @property
    def height(self) -> int:
        return TOP + STAGE_HEIGHT + ROW_HEIGHT * len(self.aside) + BAND_HEIGHT * len(self.ends) + 26

    def left(self, stage: str) -> float:
        return MARGIN + self.stages.index(stage) * self.column

    def gate_x(self, stage: str) -> float:
        return self.left(stage) + self.column * 0.78

    def aside_y(self, status: str) -> int:
        return TOP + STAGE_HEIGHT + ROW_HEIGHT * self.aside.index(status) + 12

    def end_y(self, status: str) -> int:
        return TOP + STAGE_HEIGHT + ROW_HEIGHT * len(self.aside) + BAND_HEIGHT * self.ends.index(status) + 16

    def pieces(self) -> Iterator[str]:
        yield from self._phases()
        yield from self._bands()
        for stage in self.stages:
            yield from self._way(stage)
            yield from self._aside(stage)
            yield from self._ends(stage)

    # The happy way --------------------------------------------------------------------------------------------

    def _phases(self) -> Iterator[str]:
        for n, phase in enumerate(self.standard.phases.values()):
            x = self.left(phase.stages[0])
            width = self.column * len(phase.stages) - 6
            colour = PHASES[n % len(PHASES)]
            yield f'<rect x="{x:.1f}" y="4" width="{width:.1f}" height="26" rx="3" fill="{colour}"/>'
            yield _text(x + width / 2, 22, self.voice.of(phase.text), fill=PAPER, weight=600)

    def _way(self, stage: str) -> Iterator[str]:
        x, y = self.left(stage), TOP + 20
        width = self.column * 0.56
        colour = PHASES[list(self.standard.phases).index(self.standard.stages[stage].phase) % len(PHASES)]
        yield _rect(x, y, width, 52, f'fill="{PAPER}" stroke="{colour}" stroke-width="2"')
        yield _text(x + width / 2, y + 31, self.voice.of(self.standard.stages[stage].text), weight=600)
        yield from self._entries(stage, x + width / 2)
        yield from self._gate(stage, x + width, y + 26)

    def _entries(self, stage: str, x: float) -> Iterator[str]:
        points = [point.code for point in self.standard.flow.entry_points.values() if point.stage == stage]
        if points:
            yield _line(x, TOP - 2, x, TOP + 18)
            yield _text(x, TOP - 8, " ".join(points), fill=LINE, size=12)

    def _gate(self, stage: str, x: float, y: float) -> Iterator[str]:
        centre, half = self.gate_x(stage), min(24.0, self.column * 0.16)
        points = f"{centre - half:.1f},{y} {centre},{y - 26} {centre + half:.1f},{y} {centre},{y + 26}"
        yield _line(x, y, centre - half - 2, y)
        yield f'<polygon points="{points}" fill="#eef4fb" stroke="{INK}" stroke-width="1.5"/>'
        yield _text(centre, y + 5, self.standard.gate_of(stage).code, weight=600, size=13)
        following = self.standard.next_stage(stage)
        if following:
            yield _line(centre + half, y, self.left(following) - 2, y)

    # Off the way ----------------------------------------------------------------------------------------------

    def _aside(self, stage: str) -> Iterator[str]:
        for status in self.aside:
            here = state(stage, status)
            if here not in self.graph.states:
                continue
            x, y = self.gate_x(stage), self.aside_y(status)
            width = self.column * 0.32
            dashed = f'fill="#f4f6f9" stroke="{LINE}" stroke-dasharray="4 3"'
            yield _rect(x - width / 2, y + 12, width, 28, dashed)
            yield _text(x, y + 31, self.voice.of(self.standard.flow.states[status].text), size=13)
            yield _line(x, y - 16 if self.aside.index(status) else y - 14, x, y + 10, dashed=True)
            yield _text(
                x - width / 2 - 5, y + 25, f"▼ {self._into(here)}", anchor="end", fill=LINE, size=10.5
            )
            yield _text(
                x - width / 2 - 5, y + 39, f"▲ {self._out_of(here)}", anchor="end", fill=LINE, size=10.5
            )

    def _into(self, here: str) -> str:
        return self._codes(edge for edge in self.graph.edges if edge.dest == here and edge.source != here)

    def _out_of(self, here: str) -> str:
        back = (
            edge
            for edge in self.graph.from_(here)
            if status_of(edge.dest) in OPEN_STATUSES and edge.dest != here
        )
        return self._codes(edge for edge in back if stage_of(edge.dest) == stage_of(here))

    def _codes(self, edges: Iterable[Edge]) -> str:
        return " ".join(dict.fromkeys(self.standard.moves[edge.move].code for edge in edges))

    def _bands(self) -> Iterator[str]:
        for status in self.ends:
            y = self.end_y(status)
            yield f'<rect x="0" y="{y}" width="{WIDTH}" height="{BAND_HEIGHT - 8}" rx="3" fill="#eef1f5"/>'
            yield _text(
                8,
                y + 18,
                self.voice.of(self.standard.flow.states[status].text),
                anchor="start",
                size=13,
                weight=600,
            )
        for status in self.aside:
            yield _text(
                8,
                self.aside_y(status) + 31,
                self.voice.of(self.standard.flow.states[status].text),
                anchor="start",
                fill=MUTE,
                size=12,
            )

    def _ends(self, stage: str) -> Iterator[str]:
        x = self.left(stage) + self.column * 0.995 - 8
        reached = [(status, self._ending(stage, status)) for status in self.ends]
        lowest = max((self.end_y(status) for status, codes in reached if codes), default=0)
        if not lowest:
            return
        top = TOP + 52
        way = f"M{self.gate_x(stage) + 14:.1f} {top + 6} L{x:.1f} {top + 20} V{lowest + 13}"
        yield f'<path d="{way}" fill="none" stroke="{MUTE}" stroke-dasharray="2 3"/>'
        for status, codes in reached:
            if codes:
                yield _text(x - 7, self.end_y(status) + 17, codes, anchor="end", fill=LINE, size=11.5)
                yield f'<circle cx="{x:.1f}" cy="{self.end_y(status) + 13}" r="3.2" fill="{LINE}"/>'

    def _ending(self, stage: str, status: str) -> str:
        open_here = (
            edge
            for edge in self.graph.edges
            if stage_of(edge.source) == stage and status_of(edge.source) in OPEN_STATUSES
        )
        return self._codes(edge for edge in open_here if status_of(edge.dest) == status)


def _text(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "middle",
    fill: str = INK,
    size: float = 14,
    weight: int = 400,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" font-size="{size}" '
        f'font-weight="{weight}">{escape(text)}</text>'
    )


def _rect(x: float, y: float, width: float, height: float, paint: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="5" {paint}/>'


def _line(x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False) -> str:
    """An arrow, either level or downwards. Its head is drawn, as a marker would need an id of its own on each page."""
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    level = y1 == y2
    head = f"M{x2:.1f} {y2:.1f}l-7 -4v8z" if level else f"M{x2:.1f} {y2:.1f}l-4 -7h8z"
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2 - 5 * level:.1f}" y2="{y2 - 5 * (not level):.1f}" '
        f'stroke="{LINE}" stroke-width="1.5"{dash}/><path d="{head}" fill="{LINE}"/>'
    )
