"""Released versions: what the lock guards, and which version is in force."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from stages import DefinitionError, ReleaseTampered, UnknownVersion, catalogue, releases
from stages.__main__ import main
from stages.releases import AlreadyReleased, lock_release, read_lock, released
from tests.stages.conftest import RELEASED, SMALL
from tests.stages.editing import replace


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """A district's folder with one released standard of its own."""
    folder = tmp_path / "standards"
    shutil.copytree(SMALL, folder / "small-1")
    lock_release("small-1", folder, folder / "releases.lock")
    return folder


def test_the_product_offers_its_released_standards() -> None:
    offered = catalogue()
    assert "2026.1" in offered.versions
    assert offered.get("2026.1").hash == read_lock(releases.LOCK)["2026.1"]


def test_every_folder_of_the_product_is_released() -> None:
    folders = {path.name for path in releases.RELEASES.iterdir() if path.is_dir()}
    assert folders == set(read_lock(releases.LOCK))


def test_an_unknown_version_is_named_beside_the_known_ones() -> None:
    with pytest.raises(UnknownVersion, match=r"no standard 1999; released are 2026\.1"):
        catalogue().get("1999")


def test_a_district_adds_standards_of_its_own(district: Path) -> None:
    assert set(catalogue(district).versions) == {"2026.1", "small-1"}


def test_a_district_without_any_standard_adds_none(tmp_path: Path) -> None:
    assert catalogue(tmp_path).versions == ("2026.1",)


def test_the_standard_in_force_is_the_newest_that_has_begun(district: Path) -> None:
    shutil.copytree(district / "small-1", district / "small-2")
    replace(district / "small-2", "standard.yaml", "version: small-1\n", "version: small-2\n")
    replace(district / "small-2", "standard.yaml", "effective: 2026-01-01", "effective: 2027-07-01")
    lock_release("small-2", district, district / "releases.lock")
    offered = catalogue(district)
    assert offered.current(date(2027, 6, 30)).version == "small-1"
    assert offered.current(date(2027, 7, 1)).version == "small-2"
    assert offered.current().version == "small-2"
    with pytest.raises(UnknownVersion, match="in force on 2025-12-31"):
        offered.current(date(2025, 12, 31))


def test_one_changed_character_is_refused_with_a_sentence(district: Path) -> None:
    catalogue(district)
    replace(district / "small-1", "trial.yaml", "wd: 5", "wd: 6")
    with pytest.raises(
        ReleaseTampered, match=r"The released standard small-1 has been changed: .* Restore the files"
    ):
        catalogue(district)


def test_an_added_file_is_refused(district: Path) -> None:
    (district / "small-1" / "rules.yaml").write_text("red_lines: []\n")
    with pytest.raises(ReleaseTampered, match="has been changed"):
        catalogue(district)


def test_a_removed_version_is_refused(district: Path) -> None:
    shutil.rmtree(district / "small-1")
    with pytest.raises(ReleaseTampered, match="small-1 is missing"):
        catalogue(district)


@pytest.mark.parametrize(
    "line", ["small-1", "small-1 md5:abc", "small-1  sha256:" + "0" * 64, "../x sha256:" + "0" * 64, ""]
)
def test_a_lock_that_says_something_else_is_refused(district: Path, line: str) -> None:
    (district / "releases.lock").write_text(f"{line}\n")
    with pytest.raises(ReleaseTampered, match=r"releases\.lock:1"):
        catalogue(district)


def test_a_version_locked_twice_is_refused(district: Path) -> None:
    lock = district / "releases.lock"
    lock.write_text(lock.read_text() * 2)
    with pytest.raises(ReleaseTampered, match=r"releases\.lock:2"):
        read_lock(lock)


def test_a_missing_lock_of_the_product_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseTampered, match="no lock"):
        released(tmp_path, tmp_path / "releases.lock")


def test_a_folder_without_a_line_is_not_offered(district: Path) -> None:
    shutil.copytree(district / "small-1", district / "draft")
    assert "draft" not in catalogue(district).versions


def test_a_version_that_exists_twice_is_refused(district: Path) -> None:
    shutil.copytree(RELEASED, district / "2026.1")
    lock_release("2026.1", district, district / "releases.lock")
    with pytest.raises(DefinitionError, match=r"is 2026\.1, which is released already"):
        catalogue(district)


def test_a_released_version_is_never_locked_again(district: Path) -> None:
    before = (district / "releases.lock").read_text()
    replace(district / "small-1", "trial.yaml", "wd: 5", "wd: 6")
    with pytest.raises(AlreadyReleased, match="make a new version instead"):
        lock_release("small-1", district, district / "releases.lock")
    assert (district / "releases.lock").read_text() == before


def test_a_standard_that_makes_no_sense_is_not_released(district: Path) -> None:
    shutil.copytree(district / "small-1", district / "small-2")
    with pytest.raises(DefinitionError, match="is small-1; the folder is called small-2"):
        lock_release("small-2", district, district / "releases.lock")
    replace(district / "small-2", "standard.yaml", "version: small-1\n", "version: small-2\n")
    replace(district / "small-2", "suggestion.yaml", "decider: HL", "decider: CU")
    with pytest.raises(DefinitionError, match="who also proposes"):
        lock_release("small-2", district, district / "releases.lock")


def test_the_command_checks_a_folder(capsys: pytest.CaptureFixture[str], copy: Path) -> None:
    assert main(["check", str(RELEASED)]) == 0
    assert "8 of 59 criteria are judged by a person" in capsys.readouterr().out
    replace(copy, "mining.yaml", "decider: SH", "decider: PO")
    assert main(["check", str(copy)]) == 1
    assert "G1 decider: is PO, who also proposes" in capsys.readouterr().err


def test_the_command_locks_a_version_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "small-1")
    assert main(["lock", "small-1", "--folder", str(tmp_path)]) == 0
    assert (tmp_path / "releases.lock").read_text() == capsys.readouterr().out
    assert main(["lock", "small-1", "--folder", str(tmp_path)]) == 1
    assert "is released already" in capsys.readouterr().err
