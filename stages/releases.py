"""Released versions: folders that never change, and the lock that shows when one did.

`releases.lock` holds one line a version, `2026.1 sha256:…`. A folder without a line is not released and is not
offered. `python -m stages lock VERSION` writes the line once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from stages.checks import check
from stages.loader import DefinitionError, content_hash, load, read_folder
from stages.model import Standard
from stages.yamltree import Problem

RELEASES = Path(__file__).parent / "releases"
LOCK = RELEASES.with_suffix(".lock")

_LINE = re.compile(r"(?P<version>[A-Za-z0-9][A-Za-z0-9_.-]*) (?P<hash>sha256:[0-9a-f]{64})")


class ReleaseTampered(Exception):
    """A released folder, or the lock itself, is not what was released."""


class UnknownVersion(LookupError):
    """No released standard has this version."""


class AlreadyReleased(Exception):
    """The version has a line in the lock; a released version is never edited."""


@dataclass(frozen=True)
class Catalogue:
    """The released standards, by effective date and then by version."""

    standards: tuple[Standard, ...]

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version, oldest first."""
        return tuple(standard.version for standard in self.standards)

    def get(self, version: str) -> Standard:
        """The standard of that version, in force or not; raises UnknownVersion."""
        for standard in self.standards:
            if standard.version == version:
                return standard
        raise UnknownVersion(f"no standard {version}; released are {', '.join(self.versions)}")

    def before(self, standard: Standard) -> Standard | None:
        """The version whose place a standard takes: the one before it in this order; None for the first."""
        place = self.versions.index(standard.version)
        return self.standards[place - 1] if place else None

    def current(self, day: date | None = None) -> Standard:
        """The newest standard in force on a day; without a day the newest of all. Raises UnknownVersion if none is."""
        for standard in reversed(self.standards):
            if day is None or standard.effective <= day:
                return standard
        raise UnknownVersion(f"no standard is in force on {day}")


def catalogue(extra: Path | None = None) -> Catalogue:
    """The released standards of the product and, from `extra`, those of a district with a lock of its own.

    Raises ReleaseTampered when a released folder no longer matches its lock, DefinitionError when a version is no
    sound standard or exists twice.
    """
    found = list(released(RELEASES, LOCK))
    if extra is not None and (extra / LOCK.name).exists():
        found += released(extra, extra / LOCK.name)
    _refuse_doubles(found)
    return Catalogue(tuple(sorted(found, key=lambda standard: (standard.effective, standard.version))))


def released(folder: Path, lock: Path) -> tuple[Standard, ...]:
    """The standards that the lock names, in its order; each checked against it and for sense."""
    return tuple(_verified(folder / version, locked) for version, locked in read_lock(lock).items())


def read_lock(lock: Path) -> Mapping[str, str]:
    """Version to hash; raises ReleaseTampered for a missing lock, a strange line, or a version named twice."""
    if not lock.exists():
        raise ReleaseTampered(f"There is no lock at {lock}, so nothing shows what was released. Restore it.")
    hashes: dict[str, str] = {}
    for number, line in enumerate(lock.read_text("utf-8").splitlines(), start=1):
        found = _LINE.fullmatch(line)
        if found is None or found["version"] in hashes:
            raise ReleaseTampered(f"{lock.name}:{number}: is not one 'VERSION sha256:…' for each version")
        hashes[found["version"]] = found["hash"]
    return hashes


def lock_release(version: str, folder: Path = RELEASES, lock: Path = LOCK) -> str:
    """Release `folder/version`: check it, append its line to the lock and return the line.

    Raises AlreadyReleased when the lock has the version, DefinitionError when it is no sound standard.
    """
    if lock.exists() and version in read_lock(lock):
        raise AlreadyReleased(f"{version} is released already; make a new version instead of editing it")
    standard = _sound(folder / version)
    line = f"{version} {standard.hash}"
    with lock.open("a", encoding="utf-8", newline="\n") as lines:
        lines.write(f"{line}\n")
    return line


def _verified(folder: Path, locked: str) -> Standard:
    try:
        present = content_hash(read_folder(folder))
    except FileNotFoundError:
        raise ReleaseTampered(
            f"The released standard {folder.name} is missing from {folder.parent}."
        ) from None
    if present != locked:
        raise ReleaseTampered(_sentence(folder, present, locked))
    standard = _sound_once(folder, locked)
    if standard.hash != locked:  # changed between the two readings
        raise ReleaseTampered(_sentence(folder, standard.hash, locked))
    return standard


def _sentence(folder: Path, present: str, locked: str) -> str:
    return (
        f"The released standard {folder.name} has been changed: its files give {present}, its lock says {locked}. "
        "Restore the files; a change belongs in a new version."
    )


@lru_cache(maxsize=16)
def _sound_once(folder: Path, locked: str) -> Standard:  # noqa: ARG001 - the hash makes the key
    return _sound(folder)


def _sound(folder: Path) -> Standard:
    standard = load(folder)
    problems = list(check(standard))
    if standard.version != folder.name:
        place = "standard.yaml"
        problems.append(
            Problem(place, 1, "version", f"is {standard.version}; the folder is called {folder.name}")
        )
    if problems:
        raise DefinitionError(problems)
    return standard


def _refuse_doubles(standards: Iterable[Standard]) -> None:
    seen: set[str] = set()
    for standard in standards:
        if standard.version in seen:
            message = f"is {standard.version}, which is released already; choose another"
            raise DefinitionError([Problem("standard.yaml", 1, "version", message)])
        seen.add(standard.version)
