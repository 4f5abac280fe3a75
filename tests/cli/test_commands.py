"""What single commands do, seen from outside."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from lifecycle import clock
from lifecycle.calendar import Calendar
from stages import catalogue
from stages.releases import RELEASES
from tests.architecture.sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Terminal

EXAMPLE = ROOT / "docs" / "how-to" / "import-a-register"


def a_duty(terminal: Terminal, number: str, who: str) -> dict[str, list[str]]:
    """The first duty that somebody can do now."""
    mine = terminal.ask("duty", "list", number, "--mine", by=who)
    found: dict[str, list[str]] = next(each for each in mine if "complete_duty" in each["acts"])
    return found


# Projects


def test_the_list_finds_by_stage_state_light_and_words(staffed: Terminal, number: str) -> None:
    stage = staffed.ask("project", "show", number, by="po")["stage"]
    for option, yes, no in (
        ("--stage", stage, "growth"),
        ("--state", "running", "draft"),
        ("--search", "稻", "麦"),
        ("--search", "灯:黄", "灯:红"),
        ("--light", "yellow", "red"),
    ):
        assert [each["number"] for each in staffed.ask("project", "list", option, yes, by="po")] == [number]
        assert staffed.ask("project", "list", option, no, by="po") == []
    assert staffed.ask("project", "list", "--after", number, by="po") == []


@pytest.mark.parametrize("option", [("--stage", "elsewhere"), ("--search", "灯:蓝"), ("--search", "逾期>x")])
def test_what_cannot_be_filtered_by_is_not_left_out_in_silence(
    staffed: Terminal, number: str, option: tuple[str, str], tmp_path: Path
) -> None:
    for more in ((), ("--export", str(tmp_path / "x.csv"))):
        answer = staffed.call("project", "list", *option, *more, by="po")
        assert (answer.exit_code, option[1] in answer.stderr) == (2, True)
    assert list(tmp_path.glob("x.*")) == []


def test_the_list_is_exported_with_its_columns_and_a_check_code(
    staffed: Terminal, number: str, tmp_path: Path
) -> None:
    codes = set()
    for name in ("list.xlsx", "list.csv"):
        told = staffed.ask(
            "project", "list", "--columns", "light,stage", "--export", str(tmp_path / name), by="po"
        )
        assert told["rows"] == 1
        codes.add(told["check"])
    assert len(codes) == 1
    lines = (tmp_path / "list.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "Number,Title,Phase,Stage,Status,Light"
    assert lines[1].startswith(f"{number},")
    assert staffed.call("project", "list", "--export", str(tmp_path / "list.ods"), by="po").exit_code == 2


@pytest.mark.parametrize(("day", "light"), [(2, "yellow"), (20, "red")])
def test_the_list_and_the_page_agree_on_the_light(
    staffed: Terminal, number: str, day: int, light: str
) -> None:
    staffed.at = _working_days_later(staffed, day)
    assert staffed.ask("project", "show", number, by="po")["light"] == light
    assert [each["light"] for each in staffed.ask("project", "list", "--light", light, by="po")] == [light]


def test_a_draft_is_grey(staffed: Terminal) -> None:
    staffed.run("project", "new", "--title", "草稿", by="po")
    assert [each["light"] for each in staffed.ask("project", "list", "--light", "grey", by="po")] == ["grey"]
    assert staffed.ask("project", "list", "--light", "green", by="po") == []


def _working_days_later(terminal: Terminal, count: int) -> str:
    with closing(sqlite3.connect(terminal.home / "lifecycle.db")) as database:
        rows = database.execute("SELECT day, working FROM day").fetchall()
    days = {date.fromisoformat(day): bool(working) for day, working in rows}
    calendar = Calendar(days, frozenset(day.year for day in days))
    return f"{calendar.add_working_days(clock.today(), count)}T10:00+08:00"


def test_the_history_names_who_did_what(staffed: Terminal, number: str) -> None:
    events = staffed.ask("project", "history", number, by="po")["events"]
    assert [(each["event"], each["actor"]) for each in events][-1] == ("ProjectRegistered", "示例po")
    assert events[0]["event"] == "ProjectSubmitted"
    assert "Submitted the project" in staffed.run("project", "history", number, by="po")


def test_a_hold_is_limited_and_resumed(staffed: Terminal, number: str) -> None:
    said = ("--reason", "等待", "--condition", "报告出具")
    too_long = staffed.call(
        "project", "hold", number, "--until", "2099-01-01", "--review-on", "2098-01-01", *said, by="sh"
    )
    assert too_long.exit_code == 2
    until, review = _working_days_later(staffed, 30)[:10], _working_days_later(staffed, 20)[:10]
    staffed.run("project", "hold", number, "--until", until, "--review-on", review, *said, by="sh")
    assert staffed.ask("project", "show", number, by="po")["status"] == "on_hold"
    barred = staffed.call("project", "resume", number, by="sh")
    assert barred.exit_code == 1


def test_a_party_and_a_seat_are_given(staffed: Terminal, number: str) -> None:
    staffed.run("org", "add", "firm", "示例公司", "enterprise")
    staffed.run("project", "party", number, "firm", by="po")
    staffed.run("user", "add", "chair", "示例组长")
    staffed.run("user", "appoint", "chair", "EX")
    staffed.run("project", "seat", number, "EX", "chair", by="sh")
    page = staffed.ask("project", "show", number, by="po")
    assert [each["code"] for each in page["parties"]] == ["lab", "firm"]
    assert {"office": "EX", "by": ["示例chair"]} not in page["seats"]
    assert {"office": "EX", "by": ["示例组长"]} in page["seats"]


# Duties, facts, debts


def test_a_duty_is_done_with_evidence_returned_and_confirmed(staffed: Terminal, number: str) -> None:
    duty = a_duty(staffed, number, "pl")
    code = str(duty["code"])
    evidence = [word for kind in duty["evidence"] for word in ("--text", f"{kind}=示例")]
    staffed.run("duty", "do", number, code, *evidence, by="pl")
    own = staffed.call("duty", "confirm", number, code, by="pl")
    assert own.exit_code == 3
    staffed.run("duty", "return", number, code, "--reason", "缺页", by="po")
    staffed.run("duty", "do", number, code, by="pl")
    staffed.run("duty", "confirm", number, code, by="po")
    states = {each["code"]: each["state"] for each in staffed.ask("duty", "list", number, by="po")}
    assert states[code] == "confirmed"


def test_missing_evidence_ends_with_2_and_is_named(staffed: Terminal, number: str) -> None:
    duty = a_duty(staffed, number, "pl")
    result = staffed.call("duty", "do", number, str(duty["code"]), by="pl")
    assert result.exit_code == 2
    assert all(kind in result.stderr for kind in duty["evidence"])


def test_evidence_may_be_a_file(staffed: Terminal, number: str, tmp_path: Path) -> None:
    duty = a_duty(staffed, number, "pl")
    paper = tmp_path / "证明.txt"
    paper.write_text("示例材料", encoding="utf-8")
    kind = duty["evidence"][0]
    staffed.run("duty", "do", number, str(duty["code"]), "--keep", "--file", f"{kind}={paper}", by="pl")
    left = next(each for each in staffed.ask("duty", "list", number, by="pl") if each["code"] == duty["code"])
    assert kind not in left["missing"]
    assert [path.read_text("utf-8") for path in (staffed.home / "files").glob("??/*")] == ["示例材料"]


@pytest.mark.parametrize(
    ("option", "given"), [("--text", "no sign"), ("--date", "x=soon"), ("--link", "x=ftp://a")]
)
def test_evidence_that_is_none_ends_with_2(staffed: Terminal, number: str, option: str, given: str) -> None:
    duty = a_duty(staffed, number, "pl")
    piece = given.replace("x=", f"{duty['evidence'][0]}=")
    assert staffed.call("duty", "do", number, str(duty["code"]), option, piece, by="pl").exit_code == 2


def test_a_file_that_is_not_there_ends_with_2(staffed: Terminal, number: str) -> None:
    duty = a_duty(staffed, number, "pl")
    piece = f"{duty['evidence'][0]}=/nowhere/at/all.pdf"
    result = staffed.call("duty", "do", number, str(duty["code"]), "--file", piece, by="pl")
    assert (result.exit_code, "/nowhere/at/all.pdf" in result.stderr) == (2, True)


def test_a_fact_is_corrected_with_a_reason(staffed: Terminal, number: str) -> None:
    facts = staffed.ask("fact", "list", number, by="po")["facts"]
    fact = next(each for each in facts if each["may_record"] and each["type"] == "bool")
    staffed.run("fact", "record", number, fact["name"], "是", by="po")
    staffed.run("fact", "correct", number, fact["name"], "no", "--reason", "看错", by="po")
    told = {each["name"]: each["value"] for each in staffed.ask("fact", "list", number, by="po")["facts"]}
    assert told[fact["name"]] is False


def test_a_duty_is_waived_only_by_whom_the_standard_names(staffed: Terminal, number: str) -> None:
    duties = staffed.ask("duty", "list", number, by="sh")
    code = next(each["code"] for each in duties if "waive" in each["acts"])
    assert staffed.call("duty", "waive", number, code, "--reason", "不适用", by="po").exit_code == 3
    staffed.run("duty", "waive", number, code, "--reason", "不适用", by="sh")


# People


def test_people_and_organisations_are_listed(staffed: Terminal, number: str) -> None:
    assert {"login": "sh", "name": "示例sh", "offices": ["SH"]} in staffed.ask("user", "list")
    assert staffed.ask("org", "list") == [
        {"code": "lab", "name": "示例实验室", "kind": "source_platform", "members": 1}
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("user", "add", "sh", "又一个"), 2),
        (("user", "appoint", "sh", "XX"), 2),
        (("user", "appoint", "sh", "sysadmin"), 2),
        (("user", "appoint", "sh", "PL"), 2),
        (("user", "dismiss", "sh", "DD"), 3),
        (("user", "invite", "nobody"), 3),
        (("org", "add", "x", "某单位", "club"), 2),
        (("org", "join", "nowhere", "sh"), 3),
    ],
)
def test_what_cannot_be_with_people_is_refused(staffed: Terminal, words: tuple[str, ...], code: int) -> None:
    assert staffed.call(*words).exit_code == code


def test_a_closed_person_acts_no_more(staffed: Terminal) -> None:
    staffed.run("user", "close", "po")
    assert staffed.call("project", "list", by="po").exit_code == 3


def test_a_dismissed_officer_may_do_it_no_more(staffed: Terminal) -> None:
    staffed.run("user", "dismiss", "po", "PO")
    assert staffed.call("project", "new", "--title", "A", by="po").exit_code == 3


# The standard, the system, the import, verifying


def test_weights_that_do_not_add_up_are_said_in_the_readers_language(
    terminal: Terminal, tmp_path: Path
) -> None:
    folder = tmp_path / "standard"
    shutil.copytree(RELEASES / catalogue().current().version, folder)
    rubric = folder / "rubric.yaml"
    rubric.write_text(rubric.read_text("utf-8").replace("w: 15", "w: 16", 1), "utf-8")
    for language, said in (
        ("zh", "D1 w: 各维权重合计 101，应为 100"),
        ("en", "add to 101; they must add to 100"),
    ):
        told = replace(terminal, language=language).call("standard", "check", str(folder))
        assert (told.exit_code, said in told.stderr) == (1, True), told.stderr


def test_the_standard_is_shown_and_checked(terminal: Terminal) -> None:
    shown = terminal.ask("standard", "show")
    assert shown["version"] in shown["released"]
    assert terminal.ask("standard", "check")["duties"] == sum(
        len(stage["duties"]) for stage in shown["stages"]
    )
    assert terminal.call("standard", "show", "1066").exit_code == 3


def test_a_definition_with_problems_ends_with_1_and_names_file_and_line(
    terminal: Terminal, tmp_path: Path
) -> None:
    folder = tmp_path / "2099"
    shutil.copytree(RELEASES / catalogue().current().version, folder)
    (folder / "standard.yaml").write_text("version: [1]\n", encoding="utf-8")
    result = terminal.call("standard", "check", str(folder))
    assert (result.exit_code, "standard.yaml:1" in result.stderr) == (1, True)


def test_ticking_does_what_has_come_due_once(staffed: Terminal, number: str) -> None:
    until, review = _working_days_later(staffed, 10)[:10], _working_days_later(staffed, 5)[:10]
    said = ("--reason", "等待", "--condition", "报告出具", "--until", until, "--review-on", review)
    staffed.run("project", "hold", number, *said, by="sh")
    assert staffed.ask("tick")["acts"] == 0
    staffed.at = _working_days_later(staffed, 11)
    assert staffed.ask("tick")["acts"] == 1
    assert staffed.ask("tick")["acts"] == 0


def test_an_import_is_tried_done_and_not_repeated(staffed: Terminal, tmp_path: Path) -> None:
    words = ("import", str(EXAMPLE / "example.csv"), "--map", str(EXAMPLE / "example.yaml"))
    tried = staffed.call(*words, "--dry-run", by="po")
    assert (tried.exit_code, "GM" in tried.stdout) == (1, True)
    assert staffed.call(*words, by="po").exit_code == 1
    assert staffed.ask("project", "list", by="po") == []
    done = staffed.ask(*words, "--leave-out", by="po")
    assert (done["drafts"], len(done["numbers"]), done["problems"][0]["line"]) == (7, 7, 9)
    assert staffed.ask(*words, "--leave-out", by="po")["known"] == 7
    assert len(staffed.ask("project", "list", by="po")) == 7


def test_a_stranger_may_not_import(staffed: Terminal) -> None:
    words = ("import", str(EXAMPLE / "example.csv"), "--map", str(EXAMPLE / "example.yaml"))
    assert staffed.call(*words, by="stranger").exit_code == 3


def test_verify_ends_with_1_and_names_project_place_and_values(staffed: Terminal, number: str) -> None:
    assert staffed.ask("verify") == {"projects": 1, "findings": []}
    with closing(sqlite3.connect(staffed.home / "lifecycle.db")) as database:
        database.execute("UPDATE project SET title = '麦壳'")
        database.commit()
    result = staffed.call("verify")
    assert result.exit_code == 1
    assert all(word in result.stdout for word in (number, "project title", "稻壳", "麦壳"))


# Off the plain road


def test_a_project_is_withdrawn_by_the_party_that_filed_it(staffed: Terminal, number: str) -> None:
    assert staffed.call("project", "withdraw", number, "--reason", "另有安排", by="po").exit_code == 3
    staffed.run("project", "withdraw", number, "--reason", "另有安排", by="pl")
    assert staffed.ask("project", "show", number, by="po")["status"] == "withdrawn"


def test_a_date_is_extended_within_limits(staffed: Terminal, number: str) -> None:
    standard = catalogue().current()
    milestone = next(
        each for each in standard.milestones_of(standard.first_stage()) if each.kind == "deadline"
    )
    until = ("--until", _working_days_later(staffed, 400)[:10], "--reason", "等待检测")
    assert staffed.call("project", "extend", number, milestone.code, *until, by="sh").exit_code == 2
    near = ("--until", _working_days_later(staffed, 6)[:10], "--reason", "等待检测")
    staffed.run("project", "extend", number, milestone.code, *near, by="sh")


def test_a_confirmed_duty_is_opened_again(staffed: Terminal, number: str) -> None:
    duty = a_duty(staffed, number, "pl")
    code = str(duty["code"])
    evidence = [word for kind in duty["evidence"] for word in ("--text", f"{kind}=示例")]
    staffed.run("duty", "do", number, code, *evidence, by="pl")
    staffed.run("duty", "confirm", number, code, by="po")
    done = staffed.call("duty", "reopen", number, code, "--reason", "材料有误", by="pl")
    assert done.exit_code == 3
    staffed.run("duty", "reopen", number, code, "--reason", "材料有误", by="po")


@pytest.mark.parametrize(
    ("words", "by", "code"),
    [
        (("project", "terminate", "{}", "--cause", "none such", "--reason", "x"), "sh", 2),
        (("project", "terminate", "{}", "--cause", "none such", "--reason", "x", "--owe", "PO"), "sh", 2),
        (("project", "object", "{}", "nothing", "--reason", "x"), "pl", 2),
        (("project", "reply", "{}", "1", "--text", "x"), "po", 3),
        (("project", "reenter", "{}", "--title", "x"), "po", 1),
        (("gate", "revoke", "{}", "--strike", "X", "--reason", "x"), "sh", 1),
    ],
)
def test_what_cannot_be_from_here_is_refused(
    staffed: Terminal, number: str, words: tuple[str, ...], by: str, code: int
) -> None:
    assert staffed.call(*(word.format(number) for word in words), by=by).exit_code == code


# Many at once


def test_an_act_on_many_is_foretold_and_done_and_says_what_became_of_each(
    staffed: Terminal, number: str
) -> None:
    staffed.run("user", "add", "po2", "示例po2")
    staffed.run("user", "appoint", "po2", "PO")
    whom = ("--officer", "po2", "--reason", "示例：调岗")
    told = staffed.ask("project", "bulk", "assign_officer", "--search", "稻", *whom, "--dry-run", by="sh")
    assert told == {"passes": [number], "blocked": [], "forbidden": []}
    done = staffed.ask("project", "bulk", "assign_officer", number, *whom, by="sh")
    assert [each["outcome"] for each in done["projects"]] == ["done"]
    assert staffed.ask("project", "show", number, by="sh")["officer"] == "示例po2"
    refused = staffed.call("project", "bulk", "request_gate", number, by="po2")
    assert refused.exit_code == 1
    assert "MIN-" in refused.stdout
    assert staffed.call("project", "bulk", "assign_officer", number, by="sh").exit_code == 2


def test_experts_are_imported_from_a_table_after_a_dry_run_and_a_mistake_is_struck(
    staffed: Terminal, tmp_path: Path
) -> None:
    staffed.run("org", "add", "lab", "示例实验室", "source_platform")
    file = tmp_path / "experts.csv"
    file.write_text(
        "Name,Fields,Employer,Employed since\nstranger,technical,lab,2024-03-01\nnemo,technical,,\n", "utf-8"
    )
    words = ("expert", "import", str(file), "--column", "person=Name")
    tried = staffed.call(*words, "--dry-run", by="sh")
    assert (tried.exit_code, "nemo" in tried.stdout) == (1, True)
    assert staffed.call(*words, by="sh").exit_code == 1
    assert staffed.ask("expert", "list", by="sh") == []
    assert staffed.call(*words, "--leave-out", by="po").exit_code == 3
    assert staffed.call(*words[:3], "--column", "nonsense=Name", by="sh").exit_code == 2
    done = staffed.ask(*words, "--leave-out", by="sh")
    assert (done["done"], done["new"], done["wrong"]) == (True, 1, 1)
    assert staffed.ask(*words, "--leave-out", by="sh")["known"] == 1
    assert staffed.call("expert", "strike-relation", "1", "--reason", " ", by="sh").exit_code == 2
    assert staffed.ask("expert", "strike-relation", "1", "--reason", "示例：登记错人", by="sh")["asked"] == []
    assert staffed.call("expert", "strike-relation", "1", "--reason", "示例", by="sh").exit_code != 0
    (line,) = staffed.ask("expert", "list", by="sh")
    assert not line["relations"]
