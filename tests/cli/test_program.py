"""How the command line answers, refuses, and explains itself."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from lifecycle.records.work import DOCUMENT_FORMS
from stages import catalogue
from tests.architecture.sources import ROOT
from tests.cli.serving import serving
from web.cli import program
from web.cli.output import as_json, table
from web.cli.papers import FORMS
from web.cli.program import commands_of, help_key, parameter_key
from web.cli.reference import page
from web.cli.shell import language_of
from web.labels import TEXTS

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal

COMMANDS = [
    (path, command) for path, command in commands_of(program("en")) if not isinstance(command, click.Group)
]


def names(path: tuple[str, ...]) -> str:
    return " ".join(path)


# Explaining itself


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[names(path) for path, _ in COMMANDS])
def test_every_command_and_parameter_is_explained_in_both_languages(
    path: tuple[str, ...], command: click.Command
) -> None:
    keys = [help_key(path), *(parameter_key(path, each.name or "") for each in command.params)]
    assert [key for key in keys if key not in TEXTS] == []
    assert all(TEXTS[key].zh and TEXTS[key].en for key in keys)


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[names(path) for path, _ in COMMANDS])
def test_every_command_stands_in_the_reference(path: tuple[str, ...], command: click.Command) -> None:
    written = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
    section = written.split(f" lifecycle {names(path)}\n", 1)[1].split("\n#", 1)[0]
    assert all(
        option in section for each in command.params for option in each.opts if option.startswith("--")
    )


def test_the_reference_is_what_the_commands_say() -> None:
    assert (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8") == page()


def test_no_text_of_the_help_is_left_over() -> None:
    said = {help_key(())}
    for path, command in commands_of(program("en")):
        said |= {help_key(path), *(parameter_key(path, each.name or "") for each in command.params)}
    left_over = {key for key in TEXTS if key == "help" or re.match(r"help[.:]", key)} - said
    assert left_over == {"help:help"}


def test_help_speaks_the_language_that_is_set(bare: Terminal) -> None:
    assert "Register a project as a draft." in bare.run("project", "new", "--help")
    bare.language = "zh"
    assert "登记项目草稿。" in bare.run("project", "new", "--help")


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LIFECYCLE_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "de_DE.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({}, "zh"),
    ],
)
def test_the_language_follows_the_terminal(environ: dict[str, str], language: str) -> None:
    assert language_of(environ) == language


# Ending


def test_the_first_start_prints_a_one_time_link_and_no_password(bare: Terminal) -> None:
    answer = bare.ask("init", "--address", "https://example.org/")
    assert re.fullmatch(r"https://example\.org/link/[\w-]{40,}", answer["link"])
    assert bare.ask("init") == {"link": None}


def test_the_link_opens_once_the_site_is_served(bare: Terminal) -> None:
    link = bare.ask("init")["link"]
    with serving(bare, "serve") as server:
        assert server.get(link.removeprefix("http://localhost:8000")) == 200
        assert server.get("/link/of-nobody") == 404


def test_only_the_hash_of_the_link_is_kept(bare: Terminal) -> None:
    token = bare.ask("init")["link"].rsplit("/", 1)[1]
    assert all(token.encode() not in path.read_bytes() for path in bare.home.iterdir())


def test_a_database_without_tables_ends_with_4_and_says_what_to_run(bare: Terminal) -> None:
    result = bare.call("project", "list", by="anybody")
    assert result.exit_code == 4
    assert "lifecycle init" in result.stderr


def test_a_file_that_is_no_database_ends_with_4(bare: Terminal) -> None:
    bare.home.mkdir()
    (bare.home / "lifecycle.db").write_text("this is no database, whatever its name says" * 100)
    assert bare.call("verify").exit_code == 4


def test_a_locked_database_ends_with_4(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lifecycle.database.BUSY_TIMEOUT_MS", 50)
    holder = sqlite3.connect(terminal.home / "lifecycle.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        assert terminal.call("user", "add", "li", "李").exit_code == 4
    finally:
        holder.close()


def test_a_wrong_setting_ends_with_2(bare: Terminal) -> None:
    bare.more = {"LIFECYCLE_CLOCK": "yesterday"}
    result = bare.call("verify")
    assert (result.exit_code, "LIFECYCLE_CLOCK" in result.stderr) == (2, True)


def test_acting_as_nobody_ends_with_2(terminal: Terminal) -> None:
    result = terminal.call("project", "new", "--title", "A")
    assert (result.exit_code, "--as" in result.stderr) == (2, True)


def test_acting_as_somebody_unknown_ends_with_3(terminal: Terminal) -> None:
    result = terminal.call("project", "new", "--title", "A", by="ghost")
    assert (result.exit_code, "ghost" in result.stderr) == (3, True)


def test_a_project_that_one_may_not_see_ends_as_one_that_does_not_exist(staffed: Terminal) -> None:
    number = staffed.ask("project", "new", "--title", "A", by="po")["project"]
    hidden = staffed.call("project", "show", number, by="stranger")
    missing = staffed.call("project", "show", "YH-1999-0001", by="stranger")
    assert (hidden.exit_code, missing.exit_code) == (3, 3)
    assert hidden.stderr.replace(number, "") == missing.stderr.replace("YH-1999-0001", "")


def test_a_wrong_input_ends_with_2_and_names_the_field(staffed: Terminal) -> None:
    result = staffed.call("project", "new", "--title", "x" * 121, by="po")
    assert (result.exit_code, "“Title”" in result.stderr or "Title" in result.stderr) == (2, True)


def test_a_move_that_is_barred_ends_with_1_and_names_every_blocker(staffed: Terminal) -> None:
    number = staffed.ask("project", "new", "--title", "A", by="po")["project"]
    blockers = staffed.ask("gate", "why", number, by="po")["blockers"]
    result = staffed.call("project", "submit", number, by="po")
    assert result.exit_code == 1
    assert all(blocker["clause"] in result.stderr for blocker in blockers)


def test_an_act_of_somebody_else_ends_with_3_and_says_whose_it_is(staffed: Terminal) -> None:
    number = staffed.ask("project", "new", "--title", "A", by="po")["project"]
    result = staffed.call("fact", "record", number, _a_fact_of("SH"), "yes", by="po")
    assert (result.exit_code, "SH" in result.stderr) == (3, True)


def _a_fact_of(office: str) -> str:
    standard = catalogue().current()
    stage = standard.first_stage()
    return next(name for name in standard.facts if standard.recorder(name, stage) == office)


def test_refusals_go_to_standard_error_only(terminal: Terminal) -> None:
    result = terminal.call("user", "invite", "ghost", "--json")
    assert (result.stdout, bool(result.stderr)) == ("", True)


def test_the_person_may_be_named_by_a_variable(staffed: Terminal) -> None:
    staffed.more = {"LIFECYCLE_AS": "po"}
    assert staffed.ask("project", "list") == []


def test_a_real_process_answers_in_chinese_and_ends_with_its_code(terminal: Terminal) -> None:
    terminal.language = "zh"
    asked = {**os.environ, **terminal.environment()}
    environment = {name: value for name, value in asked.items() if value is not None}
    command = [sys.executable, "-c", "from web.cli import main; main()", "project", "list", "--as", "无此人"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "没有找到，或无权查看：人员 无此人。\n"


def test_every_form_of_a_document_has_an_option() -> None:
    (do,) = (command for path, command in COMMANDS if path == ("duty", "do"))
    spelled = {name for parameter in do.params for name in parameter.opts}
    assert {f"--{form}" for form in DOCUMENT_FORMS} <= spelled
    assert set(FORMS) == set(DOCUMENT_FORMS)


@pytest.mark.parametrize("option", ["--as", "--json", "--owe", "--occurrence"])
def test_an_option_is_declared_once_and_is_the_same_wherever_it_stands(option: str) -> None:
    found = [parameter for _, command in COMMANDS for parameter in command.params if option in parameter.opts]
    assert len(found) > 1
    assert len({repr(sorted(parameter.to_info_dict().items(), key=str)) for parameter in found}) == 1


# Printing


def test_columns_line_up_in_chinese() -> None:
    assert table(["名", "n"], [["稻壳", 1], ["x", None]]) == "名    n\n稻壳  1\nx     —"


def test_a_table_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in table(["a"], [["\x1b[2J\u202e"]])


def test_json_keeps_chinese_readable() -> None:
    assert as_json({"名": {"b", "a"}}) == '{\n  "名": [\n    "a",\n    "b"\n  ]\n}'
