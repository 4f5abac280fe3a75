"""The state machine of a standard, built once from its graph. Nothing else imports `transitions`.

Flat, without model, conditions or automatic transitions: it only knows which move leads where. Whether a move is
allowed is said by `policy` and `gate`; here a move that the standard does not have is refused.
"""

from dataclasses import dataclass

from transitions import Machine, MachineError

from lifecycle.errors import NoSuchMove
from stages import Standard
from stages.graph import graph


@dataclass(slots=True)
class Position:
    """Where a project stands, as the machine sees it. The machine moves this, never a row."""

    state: str


@dataclass(frozen=True)
class Moves:
    """The built machine of one standard."""

    machine: Machine

    def go(self, trigger: str, state: str) -> str:
        """The state that `trigger` leads to. Raises NoSuchMove where the standard has none."""
        event = self.machine.events.get(trigger)
        position = Position(state)
        try:
            if event is None or state not in self.machine.states:
                raise MachineError(trigger)
            event.trigger(position)
        except MachineError as error:
            raise NoSuchMove(trigger, state, self.possible(state)) from error
        return position.state

    def possible(self, state: str) -> tuple[str, ...]:
        """The triggers that leave `state`, loops included."""
        return tuple(name for name, event in self.machine.events.items() if state in event.transitions)


_built: dict[str, Moves] = {}


def moves(standard: Standard) -> Moves:
    """The machine of a standard, built once per version and content."""
    if standard.hash not in _built:
        _built[standard.hash] = _build(standard)
    return _built[standard.hash]


def _build(standard: Standard) -> Moves:
    drawn = graph(standard)
    edges = [{"trigger": edge.trigger, "source": edge.source, "dest": edge.dest} for edge in drawn.edges]
    machine = Machine(
        model=None,
        states=list(drawn.states),
        transitions=edges,
        initial=None,
        auto_transitions=False,
        send_event=False,
    )
    return Moves(machine)
