"""A server started from the command line, as a real process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from tests.architecture.sources import ROOT
from tests.waiting import PATIENCE_SECONDS, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Terminal


@dataclass(frozen=True)
class Server:
    """`output` is what it prints, both streams."""

    port: int
    output: IO[str]

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def read_until(self, words: str) -> str:
        printed = ""
        while words not in printed:
            line = self.output.readline()
            assert line, printed
            printed += line
        return printed

    def get(self, path: str) -> int:
        """The status of an answer, once there is one."""
        return wait_until(lambda: self._asked(path))

    def _asked(self, path: str) -> int:
        """The status; 0 for nobody there."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - our own
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except (ConnectionError, urllib.error.URLError):
            return 0


@contextmanager
def serving(terminal: Terminal, *words: str) -> Iterator[Server]:
    """The server of a command, on a free port, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    asked = {**os.environ, **terminal.environment(), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    environment = {name: value for name, value in asked.items() if value is not None}
    command = [sys.executable, "-c", "from web.cli import main; main()", *words]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **streams) as process:  # type: ignore[call-overload]
        try:
            yield Server(port, process.stdout)
        finally:
            process.terminate()
