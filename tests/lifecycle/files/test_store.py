"""A file that was acknowledged is whole, kept once, and found again; one that was not is nowhere."""

import errno
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lifecycle.errors import Invalid, NotFound, Unavailable
from lifecycle.files import MAX_SIZE, FileStore, clean_name

TEXT = "成果转化".encode()

KILLED = """
import io, os, signal, sys
from pathlib import Path
from lifecycle.files import FileStore
setattr(os, sys.argv[2], lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
FileStore(Path(sys.argv[1])).put(io.BytesIO(b"text"), "a.txt")
"""


class Endless(io.RawIOBase):
    """Never says that it is over."""

    read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        self.read_bytes += size
        return b"a" * size


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def files_in(store: FileStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


def test_what_was_put_is_found_by_its_content(store: FileStore) -> None:
    stored = store.put(io.BytesIO(TEXT), "a.txt")
    with store.open(stored.sha256) as file:
        assert file.read() == TEXT
    assert store.verify().files == 1
    assert store.verify().damaged == ()


def test_the_same_content_is_kept_once(store: FileStore) -> None:
    first, second = store.put(io.BytesIO(TEXT), "a.txt"), store.put(io.BytesIO(TEXT), "b.csv")
    assert first.sha256 == second.sha256
    assert (second.name, second.media_type) == ("b.csv", "text/csv")
    assert len(files_in(store)) == 1


def test_only_the_owner_may_read(store: FileStore) -> None:
    store.put(io.BytesIO(TEXT), "a.txt")
    (path,) = files_in(store)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_damage_is_found_and_healed_by_the_same_content(store: FileStore) -> None:
    stored = store.put(io.BytesIO(TEXT), "a.txt")
    files_in(store)[0].write_bytes(b"something else")
    assert store.verify().damaged == (stored.sha256,)
    store.put(io.BytesIO(TEXT), "a.txt")
    assert store.verify().damaged == ()


@pytest.mark.parametrize("sha256", ["", "0" * 64, "../../etc/passwd", "A" * 64, "0" * 63 + "\n", "x\0"])
def test_what_is_not_kept_is_not_found(store: FileStore, sha256: str) -> None:
    with pytest.raises(NotFound):
        store.open(sha256)


def test_fifty_mebibytes_are_let_in_and_no_byte_more(store: FileStore) -> None:
    assert store.put(io.BytesIO(b"a" * MAX_SIZE), "a.txt").size == MAX_SIZE
    with pytest.raises(Invalid, match="too_large"):
        store.put(io.BytesIO(b"a" * (MAX_SIZE + 1)), "a.txt")
    assert len(files_in(store)) == 1


def test_an_endless_upload_is_stopped_at_the_limit(store: FileStore) -> None:
    stream = Endless()
    with pytest.raises(Invalid, match="too_large"):
        store.put(stream, "a.txt")  # type: ignore[arg-type]
    assert stream.read_bytes <= MAX_SIZE + (1 << 17)
    assert files_in(store) == []


@pytest.mark.parametrize("dies_at", ["fsync", "replace"])
def test_a_kill_before_the_rename_leaves_no_file_to_be_seen(store: FileStore, dies_at: str) -> None:
    run = subprocess.run([sys.executable, "-c", KILLED, str(store.root), dies_at], check=False)
    assert run.returncode == -signal.SIGKILL
    assert list(store.hashes()) == []
    assert store.verify().files == 0
    assert len(files_in(store)) == 1


def test_what_a_killed_process_left_is_swept_a_day_later(store: FileStore) -> None:
    store.put(io.BytesIO(TEXT), "a.txt")
    left, fresh = store.root / "incoming" / "left", store.root / "incoming" / "fresh"
    for path in (left, fresh):
        path.write_bytes(b"half")
    yesterday = left.stat().st_mtime - 25 * 3600
    os.utime(left, (yesterday, yesterday))
    assert store.sweep() == 1
    assert not left.exists()
    assert fresh.exists()
    assert store.verify().files == 1


def test_a_full_disk_is_said_to_be_full_and_nothing_is_left(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="No space left"):
        store.put(io.BytesIO(TEXT), "a.txt")
    assert files_in(store) == []


def test_a_broken_connection_leaves_nothing(store: FileStore) -> None:
    class Broken(io.BytesIO):
        def read(self, size: Any = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(Broken(), "a.txt")
    assert files_in(store) == []


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("汉" * 60 + ".docx", "汉" * 60 + ".docx"),
        ("汉" * 300 + ".docx", "汉" * 115 + ".docx"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\fakepath\\报告 (终稿).pdf", "报告 (终稿).pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ('a\r\nb"c<d>.pdf', "ab_c_d_.pdf"),
        (" ..a. .pdf ", "a..pdf"),
        ("cafe\u0301.PDF", "café.PDF"),
        ("𠮷.txt", "𠮷.txt"),
    ],
)
def test_a_name_is_cleaned(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@pytest.mark.parametrize("name", ["", "pdf", ".pdf", "../", "a/.pdf", "\0.pdf", "a.", "报告"])
def test_a_name_without_a_stem_or_an_extension_is_refused(store: FileStore, name: str) -> None:
    with pytest.raises(Invalid, match=r"^file: name"):
        store.put(io.BytesIO(TEXT), name)


def test_an_extension_of_any_length_is_no_way_around_the_limit(store: FileStore) -> None:
    with pytest.raises(Invalid, match=r"^file: name"):
        store.put(io.BytesIO(TEXT), "a." + "b" * 500)
