"""Checking a bundle: that it is whole, that its history hangs together, and that its state follows from its history.

Needs the file and nothing else: no database, no standard, no clock. What it cannot show is that the newest events were
not cut off before it was packed; for that the check code that left the house with it is compared.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lifecycle.bundles import DOCUMENTS, FORMAT, HISTORY, MANIFEST, STATE, WORDS
from lifecycle.bundles.packing import state_of
from lifecycle.case import Case
from lifecycle.history import broken_links, canonical, check_code, fold
from lifecycle.records.journal import HistoryRow

LARGEST = 256 << 20
"""No part of ours is larger: what claims to be is not inflated."""
MOST_PARTS = 20_000


@dataclass(frozen=True)
class Doubt:
    """Something that is not as it should be. `problem`: unreadable, format, part_missing, part_unknown, part_changed,
    link_broken, head_differs, state_differs, document_differs, words_changed, check_differs.
    """

    problem: str
    where: str = ""


@dataclass(frozen=True)
class Checked:
    """What a bundle says of itself, and what is doubtful about it."""

    number: str
    events: int
    parts: int
    withheld: tuple[str, ...]
    check: str
    doubts: tuple[Doubt, ...]


def check(file: Path, code: str | None = None) -> Checked:
    """Check a bundle; with `code`, also that it is the one that was handed out under that check code."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _Checking(archive, code).done()
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, OSError) as odd:
        if isinstance(odd, FileNotFoundError):
            raise
        return Checked("", 0, 0, (), "", (Doubt("unreadable", type(odd).__name__),))


class _Checking:
    """One bundle, being checked."""

    def __init__(self, archive: zipfile.ZipFile, code: str | None) -> None:
        self.archive, self.code = archive, code
        self.sizes = {info.filename: info.file_size for info in archive.infolist()}
        self.manifest_text = self._read(MANIFEST)
        self.manifest: Mapping[str, Any] = json.loads(self.manifest_text)

    def done(self) -> Checked:
        check = check_code(hashlib.sha256(self.manifest_text).hexdigest())
        said = self.manifest
        doubts = [*self._whole(), *self._follows()]
        if self.code is not None and self.code.strip().upper() != check:
            doubts.append(Doubt("check_differs", check))
        parts, withheld = len(said["parts"]), tuple(said["withheld"])
        return Checked(said["number"], said["events"], parts, withheld, check, tuple(doubts))

    def _read(self, name: str) -> bytes:
        if self.sizes[name] > LARGEST or len(self.sizes) > MOST_PARTS:
            raise ValueError(name)
        return self.archive.read(name)

    def _whole(self) -> Iterator[Doubt]:
        """Every part is there, none is added, and each is what the manifest says."""
        if self.manifest.get("format") != FORMAT:
            yield Doubt("format", str(self.manifest.get("format")))
        listed = {part["path"]: part for part in self.manifest["parts"]}
        yield from (Doubt("part_missing", name) for name in sorted(listed.keys() - self.sizes.keys()))
        unknown = self.sizes.keys() - listed.keys() - {MANIFEST}
        yield from (Doubt("part_unknown", name) for name in sorted(unknown))
        for name in sorted(listed.keys() & self.sizes.keys()):
            if hashlib.sha256(self._read(name)).hexdigest() != listed[name]["sha256"]:
                yield Doubt("part_changed", name)

    def _follows(self) -> Iterator[Doubt]:
        """The history is a chain up to the head that the manifest names, and what else there is follows from it."""
        lines = self._read(HISTORY).decode().splitlines()
        events = [HistoryRow.of(json.loads(line)) for line in lines]
        yield from (Doubt("link_broken", f"{seq}") for seq in broken_links(events))
        head = events[-1].hash if events else ""
        if head != self.manifest["head"] or len(events) != self.manifest["events"]:
            yield Doubt("head_differs", str(len(events)))
        case = fold(self.manifest["project"], events)
        if json.loads(canonical(state_of(case))) != json.loads(self._read(STATE)):
            yield Doubt("state_differs", STATE)
        yield from self._documents(case)
        yield from self._words()

    def _documents(self, case: Case) -> Iterator[Doubt]:
        """Each file has the content that its document in the history names."""
        hashes = {f"{row.n}-{row.version}": row.value for row in case.documents.values()}
        for name in sorted(self.sizes):
            if name.startswith(DOCUMENTS):
                place = name.removeprefix(DOCUMENTS).split(".")[0]
                if hashlib.sha256(self._read(name)).hexdigest() != hashes.get(place):
                    yield Doubt("document_differs", name)

    def _words(self) -> Iterator[Doubt]:
        """Words are those whose hash the history carries; erased ones are no doubt."""
        for digest, note in json.loads(self._read(WORDS)).items():
            words = note["words"]
            if words is not None and hashlib.sha256((note["salt"] + words).encode()).hexdigest() != digest:
                yield Doubt("words_changed", digest[:8])
