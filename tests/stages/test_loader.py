"""A folder becomes a standard, or a list of everything that is wrong with it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from stages import DefinitionError, Standard, load
from stages.loader import MAX_FILE_BYTES, MAX_FILES, content_hash, read_folder
from tests.stages.conftest import RELEASED, SMALL
from tests.stages.editing import replace


def problems(folder: Path) -> list[str]:
    with pytest.raises(DefinitionError) as refused:
        load(folder)
    return [str(problem) for problem in refused.value.problems]


def test_the_released_standard_loads_whole(released: Standard) -> None:
    assert list(released.stages) == ["mining", "evaluation", "approval", "landing", "growth"]
    assert len(released.duties) == 123
    assert len(released.milestones) == 58
    assert len(released.criteria) == 59
    assert len(released.documents) == 113
    assert released.rubric is not None
    assert released.duties["MIN-G-1"].text.of("zh_Hans") == "指定一对一项目专员并建档编号"
    assert released.duties["MIN-G-1"].text.of("en").startswith("Assign")


def test_a_quite_different_standard_loads_too(small: Standard) -> None:
    assert list(small.stages) == ["suggestion", "trial", "adoption"]
    assert small.rubric is None
    assert dict(small.legal_rules) == {}


def test_loading_is_quick() -> None:
    began = time.perf_counter()
    load(RELEASED)
    assert time.perf_counter() - began < 3  # 0.5 s on a quiet machine


def test_a_standard_cannot_be_changed(released: Standard) -> None:
    with pytest.raises(ValidationError):
        released.duties["MIN-G-1"].requirement = "O"  # type: ignore[misc]
    with pytest.raises(TypeError):
        released.stages["mining"] = released.stages["growth"]  # type: ignore[index]


def test_every_form_has_fields_of_its_own(released: Standard) -> None:
    forms = [each for each in released.documents.values() if each.form]
    assert len(forms) == 19
    assert [each.code for each in forms if not each.fields] == []


def test_a_standard_knows_where_its_parts_stand(released: Standard) -> None:
    place = released.places["duties", "MIN-P-2"]
    line = (RELEASED / place.file).read_text("utf-8").splitlines()[place.line - 1]
    assert line.strip() == "- id: MIN-P-2"


# Each kind of mistake, with its line ------------------------------------------------------------------------------


def test_an_unknown_key_is_named_with_its_line_and_the_known_ones(copy: Path) -> None:
    line = replace(copy, "mining.yaml", "doer: PO", "deor: PO")
    found = problems(copy)
    assert any(
        each.startswith(f"mining.yaml:{line}: deor: is no key here; known are basis, binding,")
        for each in found
    )
    assert any(f"mining.yaml:{line - 4}: doer: is missing" in each for each in found)


def test_a_missing_source_is_named_at_its_rule(copy: Path) -> None:
    line = replace(
        copy,
        "mining.yaml",
        "      blocking: true\n      source: {kind: proposal}\n",
        "      blocking: true\n",
    )
    assert problems(copy) == [f"mining.yaml:{line - 6}: source: is missing; add it"]


def test_a_missing_translation_is_named_at_its_text(copy: Path) -> None:
    line = replace(copy, "documents.yaml", "zh: 指派记录, ", "")
    assert problems(copy) == [f"documents.yaml:{line}: zh: is missing; add it"]


def test_an_empty_translation_is_refused(copy: Path) -> None:
    line = replace(copy, "documents.yaml", "en: assignment record", "en: ''")
    assert problems(copy) == [f"documents.yaml:{line}: en: is empty; write the text"]


def test_a_code_outside_ascii_is_refused(copy: Path) -> None:
    line = replace(copy, "mining.yaml", "id: MIN-P-5", "id: MIN-平-5")
    assert [each for each in problems(copy) if f"mining.yaml:{line}: id: is no code; use ASCII" in each]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("        kind: choice\n", "", "values belong to kind: choice"),
        ("        kind: table\n        lines: 6\n", "", "columns belong to kind: table"),
        ("true\n    secret: false\n    fields:", "false\n    secret: false\n    fields:", "only a form has them"),
        ("lines: 2}", "lines: 0}", "lines"),
    ],
)  # fmt: skip
def test_a_form_that_contradicts_itself_is_refused(copy: Path, old: str, new: str, said: str) -> None:
    replace(copy, "documents.yaml", old, new)
    assert any(said in each for each in problems(copy))


def test_a_wrong_kind_of_value_is_refused(copy: Path) -> None:
    line = replace(copy, "mining.yaml", "wd: 5}", "wd: '5'}")
    assert problems(copy) == [f"mining.yaml:{line}: wd: must be a whole number"]


def test_no_is_not_false(copy: Path) -> None:
    line = replace(copy, "mining.yaml", "blocking: true", "blocking: no")
    assert problems(copy) == [f"mining.yaml:{line}: blocking: must be true or false"]


def test_a_word_out_of_a_closed_list_is_refused_with_the_list(copy: Path) -> None:
    line = replace(copy, "mining.yaml", "kind: deadline", "kind: someday")
    [problem] = problems(copy)
    assert problem.startswith(f"mining.yaml:{line}: kind: is 'someday'; it must be 'deadline', 'gate'")


def test_a_condition_that_is_none_is_refused_with_its_line(copy: Path) -> None:
    line = replace(
        copy, "mining.yaml", "test: {fact: holder_named, op: ==, value: true}", "test: {lambda: x}"
    )
    assert problems(copy) == [
        f"mining.yaml:{line}: test: is no condition; write one of flag, fact, all, any, not"
    ]


def test_a_mistake_deep_in_a_condition_is_named_there(copy: Path) -> None:
    line = replace(
        copy,
        "mining.yaml",
        "{fact: ownership_dispute_open, op: ==,",
        "{fact: ownership_dispute_open, op: is,",
    )
    [problem] = problems(copy)
    assert problem.startswith(f"mining.yaml:{line}: op: is 'is'; it must be")


@pytest.mark.parametrize(
    ("due", "sentence"),
    [
        ("{wd: 5}", "needs exactly one of from, fixed and before"),
        ("{from: entry}", "needs exactly one of wd, cd, months, every_months, every_wd"),
        ("{from: entry, wd: 5, cd: 5}", "needs exactly one of wd, cd, months, every_months, every_wd"),
        ("{fixed: 03-30}", "a fixed day repeats"),
        ("{fixed: 13-30, every_months: 12}", "pattern"),
        ("{before: trial_ended, wd: 3}", "takes no length"),
        ("{from: entry, wd: 5, by_day: 5}", "belong to every_months or every_wd"),
        ("{from: entry, wd: -5}", "greater than or equal to 0"),
    ],
)
def test_a_deadline_that_says_nothing_or_two_things_is_refused(copy: Path, due: str, sentence: str) -> None:
    line = replace(copy, "mining.yaml", "due: {from: entry, wd: 5}", f"due: {due}")
    [problem] = problems(copy)
    assert problem.startswith(f"mining.yaml:{line}: ")
    assert sentence in problem


def test_a_code_given_twice_is_named_with_the_first_place(copy: Path) -> None:
    line = replace(copy, "mining.yaml", "id: MIN-P-5", "id: MIN-P-4")
    assert problems(copy)[0].startswith(f"mining.yaml:{line}: MIN-P-4: is given twice; mining.yaml:")


def test_a_code_given_twice_across_files_is_refused(copy: Path) -> None:
    line = replace(copy, "growth.yaml", "id: GRO-P-2", "id: MIN-P-2")
    found = problems(copy)
    assert any(f"growth.yaml:{line}: MIN-P-2: is given twice; mining.yaml:" in each or
               "MIN-P-2: is given twice; growth.yaml:" in each for each in found)  # fmt: skip


def test_all_problems_of_all_files_come_at_once_and_in_order(copy: Path) -> None:
    first = replace(copy, "documents.yaml", "form: false", "form: maybe")
    second = replace(copy, "mining.yaml", "doer: PO", "doer: 5")
    replace(copy, "roles.yaml", "letter: G", "letter: G\n    letter: H")
    found = problems(copy)
    assert [each.split(":")[0] for each in found] == ["documents.yaml", "mining.yaml", "roles.yaml"]
    assert found[0].startswith(f"documents.yaml:{first}: form")
    assert found[1].startswith(f"mining.yaml:{second}: doer")


# The folder -------------------------------------------------------------------------------------------------------


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "facts.yaml").unlink()
    assert problems(copy) == ["facts.yaml:1: facts.yaml: is missing; add the file"]


def test_a_stage_without_a_file_is_named(copy: Path) -> None:
    (copy / "growth.yaml").unlink()
    assert problems(copy) == ["growth.yaml:1: growth.yaml: is missing; add the file"]


def test_a_file_that_nothing_names_is_refused(copy: Path) -> None:
    (copy / "extra.yaml").write_text("a: 1\n")
    assert any(each.startswith("extra.yaml:1: extra.yaml: is not expected") for each in problems(copy))


@pytest.mark.parametrize("name", ["notes.txt", "run.py", "mining.yml", ".hidden"])
def test_a_file_that_is_no_definition_is_refused(copy: Path, name: str) -> None:
    (copy / name).write_text("")
    assert problems(copy) == [f"{name}:1: {name}: is no definition file; keep only .yaml files here"]


def test_a_link_out_of_the_folder_is_refused(copy: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("a: 1\n")
    (copy / "facts.yaml").unlink()
    (copy / "facts.yaml").symlink_to(secret)
    assert "is no definition file" in problems(copy)[0]


def test_a_file_of_another_stage_is_refused(copy: Path) -> None:
    line = replace(copy, "growth.yaml", "  id: growth", "  id: growing")
    assert problems(copy) == [f"growth.yaml:{line}: id: is 'growing'; in this file it must be 'growth'"]


def test_a_file_that_is_not_utf8_is_named_with_its_line(copy: Path) -> None:
    path = copy / "documents.yaml"
    path.write_bytes(b"documents:\n  - " + "指派".encode("gb18030") + b"\n")
    assert problems(copy) == ["documents.yaml:2: text: is not UTF-8; save the file as UTF-8"]


def test_a_file_that_is_too_large_is_refused_unread(copy: Path) -> None:
    (copy / "targets.yaml").write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    assert problems(copy) == ["targets.yaml:1: targets.yaml: is over 256 KiB; split or shorten it"]


def test_a_folder_of_thousands_of_files_is_refused_unread(copy: Path) -> None:
    for number in range(MAX_FILES + 1):
        (copy / f"s{number}.yaml").write_text("")
    assert problems(copy) == [f"2026.1:1: files: are more than {MAX_FILES}; keep one per block"]


def test_an_empty_file_is_refused(copy: Path) -> None:
    (copy / "flow.yaml").write_text("# nothing\n")
    assert problems(copy) == ["flow.yaml:1: flow.yaml: must be a block of keys"]


def test_line_ends_do_not_change_the_hash(copy: Path) -> None:
    before = content_hash(read_folder(copy))
    for path in copy.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert content_hash(read_folder(copy)) == before
    assert load(copy).hash == before


def test_any_other_change_changes_the_hash(copy: Path) -> None:
    before = content_hash(read_folder(copy))
    replace(copy, "mining.yaml", "wd: 5", "wd: 6")
    changed = content_hash(read_folder(copy))
    (copy / "targets.yaml").rename(copy / "target.yaml")
    assert len({before, changed, content_hash(read_folder(copy))}) == 3


def test_the_small_standard_stands_alone() -> None:
    assert not {"rubric.yaml", "rules.yaml", "resources.yaml", "targets.yaml"} & {
        path.name for path in SMALL.iterdir()
    }
