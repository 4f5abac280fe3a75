"""Hostile texts, wrong wishes, killed processes: nothing is read as markup, nothing half is left behind."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from handbook import FORMATS, Given, NothingGiven, NotPrintable, UnknownEdition, render
from handbook.html import render_html
from handbook.outline import outline
from stages import DefinitionError, Standard
from tests.handbook.conftest import NASTY, SMALL, ChangedStandard

LONG = "长" * 2000
ROOT = Path(__file__).parents[2]
SIGNS = [
    "=1+1",
    "{{ 7*7 }}",
    "{n}",
    "#let x = 1",
    "$x^2$",
    "%s",
    "<b>",
    "|",
    "\\n",
    "@ref",
    "[a](b)",
    "```",
    "&lt;",
    "\u202e",
    "𠮷",
]
"""Formula, template, typesetting and markup signs, a sign that turns text round, and a rare character."""


# Texts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", SIGNS)
def test_a_text_with_signs_of_a_language_is_printed_as_it_is(sign: str, changed: ChangedStandard) -> None:
    changed.say("roles.yaml", "图书馆", f"图书馆 {sign} 尾")
    standard = changed.load()
    tree = json.loads(render(standard, format="json"))
    assert f"图书馆 {sign} 尾" in json.dumps(tree, ensure_ascii=False).replace("\\\\", "\\")
    document = docx.Document(io.BytesIO(render(standard, format="docx")))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert f"图书馆 {sign} 尾" in cells


@pytest.mark.parametrize("form", FORMATS)
def test_a_clause_of_2000_signs_is_printed_whole_in_every_format(
    form: str, changed: ChangedStandard, chinese_font: None
) -> None:
    changed.say("roles.yaml", "图书馆", LONG)
    made = render(changed.load(), format=form)
    if form == "docx":
        assert LONG in "".join(docx.Document(io.BytesIO(made)).element.body.itertext())
    elif form != "pdf":  # tests/handbook/test_formats.py counts the signs of the pages
        assert LONG in made.decode()


def test_nothing_of_a_nasty_text_becomes_an_attribute_or_a_tag(changed: ChangedStandard) -> None:
    changed.say("roles.yaml", "图书馆", f'" onclick="x" {NASTY}')
    page = render_html(outline(changed.load())).decode()
    assert 'onclick="x"' not in page.replace("&quot;", "")
    assert "<script" not in page


# Wishes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", ["mayor", "", "FULL", "../full"])
def test_an_unknown_edition_is_refused_with_those_there_are(edition: str, small: Standard) -> None:
    with pytest.raises(UnknownEdition) as refused:
        render(small, edition)
    assert refused.value.values["known"] == ("full", *small.roles, "flow", "project", "organisation", "sheet")


@pytest.mark.parametrize("edition", ["project", "organisation"])
def test_an_edition_of_one_needs_that_one(edition: str, small: Standard) -> None:
    with pytest.raises(NothingGiven):
        render(small, edition, given=Given())


def test_a_definition_without_a_translation_is_refused_with_file_and_line(changed: ChangedStandard) -> None:
    path = changed.folder / "roles.yaml"
    path.write_text(path.read_text("utf-8").replace("    en: Library\n", "", 1), "utf-8")
    with pytest.raises(DefinitionError) as refused:
        changed.load()
    assert "roles.yaml:2: en: is missing; add it" in str(refused.value)


def test_a_page_that_cannot_be_set_leaves_no_bytes_in_the_memory(
    changed: ChangedStandard, chinese_font: None
) -> None:
    changed.say("roles.yaml", "图书馆", "图书馆\ue000")
    standard = changed.load()
    for _ in range(2):
        with pytest.raises(NotPrintable):
            render(standard, format="pdf")


# Machines ----------------------------------------------------------------------------------------------------------

PRINT = """
import sys
from hashlib import sha256
from pathlib import Path
from handbook import FORMATS, render
from stages import load
standard = load(Path(sys.argv[1]))
print(" ".join(sha256(render(standard, "full", "both", form)).hexdigest() for form in FORMATS))
"""


def printed(zone: str, locale: str, seed: str) -> str:
    """The hashes of every format as another machine would make them."""
    around = {**os.environ, "TZ": zone, "LC_ALL": locale, "LANG": locale, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", PRINT, str(SMALL)],
        cwd=ROOT,
        env=around,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_machines_of_other_time_zones_and_languages_print_the_same_bytes(chinese_font: None) -> None:
    here = printed("Asia/Shanghai", "zh_CN.UTF-8", "1")
    assert here == printed("America/Los_Angeles", "C", "2")
    assert len(here.split()) == len(FORMATS)


KILLED_WHILE_MAKING = """
import os, signal, sys, threading
from pathlib import Path
from handbook import outline, write
from handbook.docx import render_docx
from stages import load
book = outline(load(Path(sys.argv[1])))
threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGKILL)).start()
while True:
    write(Path(sys.argv[2]), render_docx(book))
"""
WRITTEN = """
import sys
from pathlib import Path
from handbook import write
write(Path(sys.argv[2]), b"whole")
"""
KILLED_WHILE_WRITING = """
import os, signal, sys
from pathlib import Path
from handbook import write
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
write(Path(sys.argv[2]), b"new" * 1000)
"""


@pytest.mark.parametrize("before", [None, b"old"])
@pytest.mark.parametrize("script", [KILLED_WHILE_MAKING, KILLED_WHILE_WRITING], ids=["making", "writing"])
def test_a_killed_process_leaves_the_old_file_or_none(
    script: str, before: bytes | None, tmp_path: Path
) -> None:
    target = tmp_path / "book.docx"
    if before is not None:
        target.write_bytes(before)
    done = subprocess.run(
        [sys.executable, "-c", script, str(SMALL), str(target)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    if target.exists():
        left = target.read_bytes()
        assert left == before or docx.Document(io.BytesIO(left)).paragraphs  # the old one, or a whole new one
    else:
        assert before is None


def test_the_same_target_can_be_written_after_a_kill(tmp_path: Path) -> None:
    target = tmp_path / "book.docx"
    subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_WRITING, "", str(target)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    subprocess.run([sys.executable, "-c", WRITTEN, "", str(target)], cwd=ROOT, check=True)
    assert target.read_bytes() == b"whole"
