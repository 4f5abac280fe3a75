"""What calendars and letters give as our address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from web.cli.running import ADDRESS, at_port
from web.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path


def test_the_address_leads_to_the_port_that_is_served_unless_one_was_set(tmp_path: Path) -> None:
    plain = read_settings({"LIFECYCLE_HOME": str(tmp_path)})
    assert plain.address == ADDRESS
    assert at_port(plain, 8791).address == "http://localhost:8791"
    assert at_port(plain, 8000).address == ADDRESS
    named = replace(plain, address="https://tt.example.cn")
    assert at_port(named, 8791) == named
