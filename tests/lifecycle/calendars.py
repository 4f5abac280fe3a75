"""Random calendars and days, dense enough that holidays, make-up days and weekends meet."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from lifecycle.calendar import Calendar

FIRST, LAST = date(2023, 11, 1), date(2025, 2, 28)

days = st.dates(FIRST, LAST)
calendars = st.builds(
    Calendar,
    exceptions=st.dictionaries(days, st.booleans(), max_size=60),
    published=st.frozensets(st.integers(2022, 2026)),
)
