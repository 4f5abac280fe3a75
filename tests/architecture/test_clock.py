"""One clock: the machine's is read in ``lifecycle/clock.py`` only, the database's nowhere."""

from __future__ import annotations

import pytest

from tests.architecture.sources import PACKAGES, Breach, Source, python, qualified_names, report

CLOCK = "lifecycle/clock.py"
READS_A_CLOCK = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    *(
        f"{library}.func.{name}"
        for library in ("sqlalchemy", "sqlalchemy.sql", "sqlmodel")
        for name in ("now", "current_timestamp", "current_date", "current_time", "localtimestamp")
    ),
}


def clock_readings(source: Source) -> list[Breach]:
    return [
        Breach(source.place, line, f"{name} (ask lifecycle.clock)")
        for line, name in qualified_names(source.tree())
        if name in READS_A_CLOCK
    ]


def test_only_the_clock_module_reads_the_time() -> None:
    breaches = [
        breach for source in python(*PACKAGES) if source.place != CLOCK for breach in clock_readings(source)
    ]
    assert not breaches, report(breaches)


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\nat = datetime.now()",
        "from datetime import UTC, datetime as instant\nat = instant.now(UTC)",
        "import datetime as dt\nday = dt.date.today()",
        "import datetime\nfield(default_factory=datetime.datetime.utcnow)",
        "from time import time\nat = time()",
        "import sqlalchemy as sa\nColumn(server_default=sa.func.now())",
        "from sqlmodel import func\nselect(func.current_timestamp())",
    ],
)
def test_reading_the_time_elsewhere_is_noticed(text: str) -> None:
    assert clock_readings(Source("lifecycle/gate.py", text))


@pytest.mark.parametrize(
    "text",
    [
        "from lifecycle.clock import now, today\nat, day = now(), today()",
        "from lifecycle import clock\nat = clock.now()",
        "def light(board):\n    return board.today",
        "import time\nstarted = time.monotonic()",
        "from datetime import date\nday = date(2026, 1, 1)",
    ],
)
def test_asking_the_clock_module_is_fine(text: str) -> None:
    assert clock_readings(Source("lifecycle/gate.py", text)) == []
