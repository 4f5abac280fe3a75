"""Files by their content: each is kept once, under the SHA-256 of its bytes, and never changes.

    <root>/incoming/<random>     being received; nothing here has been acknowledged
    <root>/ab/ab34…              checked, complete and on the disk

A file is received under a random name, checked, forced to the disk, and only then renamed: whatever kills the process,
a file that can be seen is whole. The user's name for it is kept with the document, never used in a path.
"""

import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lifecycle.errors import Invalid, NotFound, Unavailable
from lifecycle.files.contents import CHUNK, check_content
from lifecycle.files.names import clean_name, extension_of

MAX_SIZE = 50 << 20
"""50 MiB."""

INCOMING = "incoming"
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`size` in bytes; `name` is cleaned, for showing and downloading."""

    sha256: str
    size: int
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How many files were read again, and the hashes under which something else was found."""

    files: int
    damaged: tuple[str, ...]


@dataclass(frozen=True)
class FileStore:
    """The files under `root`. Any number of processes may share it. `largest`: bytes that one may have."""

    root: Path
    largest: int = MAX_SIZE

    def put(self, stream: BinaryIO, name: str) -> StoredFile:
        """Receive, check and keep a file. It is on the disk when this returns.

        Raises Invalid for the field `file`: `name`, `too_large` {limit_mib}, and what `check_content` refuses;
        Unavailable when the disk is full. Then nothing is kept.
        """
        cleaned = clean_name(name)
        with _needing_room(), self._incoming() as file:
            sha256, size = _receive(stream, file, self.largest)
            media_type = check_content(file, extension_of(cleaned))
            os.fsync(file.fileno())
            self._publish(Path(file.name), sha256)
        return StoredFile(sha256, size, cleaned, media_type)

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, for reading. Raises NotFound when no such file is kept."""
        if not SHA256.fullmatch(sha256):
            raise NotFound("file", sha256[:64])
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError as error:
            raise NotFound("file", sha256) from error

    def hashes(self) -> Iterator[str]:
        """What is kept, in order."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/*")):
            yield path.name

    def verify(self) -> Verified:
        """Read everything again."""
        kept = tuple(self.hashes())
        return Verified(len(kept), tuple(sha256 for sha256 in kept if self._hash(sha256) != sha256))

    def sweep(self, older_than_hours: int = 24) -> int:
        """Remove what was being received when a process died; how many there were. By the clock of the file system."""
        with _needing_room(), self._incoming() as file:
            limit = os.fstat(file.fileno()).st_mtime - older_than_hours * 3600
        left = [path for path in (self.root / INCOMING).iterdir() if path.stat().st_mtime <= limit]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    @contextmanager
    def _incoming(self) -> Iterator[BinaryIO]:
        """A new file that only we may read. It is gone afterwards, unless it was renamed."""
        folder = self.root / INCOMING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix="", delete=False) as file:
            try:
                yield file  # type: ignore[misc]  # typeshed gives the wrapper a name of its own
            finally:
                Path(file.name).unlink(missing_ok=True)

    def _publish(self, incoming: Path, sha256: str) -> None:
        """The same content again replaces itself, which also heals a damaged copy."""
        path = self._path(sha256)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        incoming.replace(path)
        _sync_folder(path.parent)
        _sync_folder(self.root)

    def _path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def _hash(self, sha256: str) -> str:
        with self._path(sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def _receive(stream: BinaryIO, file: BinaryIO, largest: int) -> tuple[str, int]:
    """Copy at most so many bytes; the hash and the size. Leaves `file` at its beginning."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > largest:
            raise Invalid("file", "too_large", {"limit_mib": largest >> 20})
        digest.update(chunk)
        file.write(chunk)
    file.flush()
    file.seek(0)
    return digest.hexdigest(), size


def _sync_folder(folder: Path) -> None:
    """A rename is on the disk when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _needing_room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Unavailable(error.strerror) from error
        raise
