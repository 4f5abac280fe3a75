"""Forms that can be filled in: with a pen, in Word, and as far as a project is known by themselves."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest

from handbook import outline
from handbook.docx import render_docx
from handbook.given import Given, Item, Project
from handbook.html import render_html
from handbook.nodes import Book, Form, Part, parts_of
from stages import Standard
from tests.handbook.conftest import ChangedStandard
from tests.handbook.pages import POINTS, read, signs

PEN = 7.9  # millimetres that a written line needs


def forms(book: Book) -> dict[str, Form]:
    return {
        part.element[1]: block
        for part in parts_of(book.parts)
        for block in part.blocks
        if isinstance(block, Form) and part.element
    }


@pytest.fixture(scope="module")
def project() -> Project:
    items = (Item("MIN-P-1", 1, "open", date(2026, 1, 26)), Item("MIN-E-1", 1, "done", date(2026, 1, 26)))
    parties = (("platform", "示例实验室"), ("enterprise", "示例企业"))
    return Project("YH-2026-0007", "膜<材料>", "mining", "active", date(2026, 1, 20), items, parties=parties)


@pytest.fixture(scope="module")
def annex(released: Standard, book: Book) -> Part:
    return next(part for part in book.parts if part.number == "A")


def test_every_form_has_the_fields_facts_and_pledge_of_the_standard(released: Standard, book: Book) -> None:
    printed = forms(book)
    kinds = [kind for kind in released.documents.values() if kind.form]
    assert list(printed) == [kind.code for kind in kinds]
    for kind in kinds:
        labels = [field.label[0] for field in printed[kind.code].fields]
        wanted = [field.text.zh for field in kind.fields] + [
            released.facts[name].text.zh for name in kind.facts
        ]
        assert labels[3 : 3 + len(wanted)] == wanted or set(wanted) <= set(labels), kind.code
        assert [line[0] for line in printed[kind.code].pledge] == [text.zh for text in kind.pledge]
        assert printed[kind.code].signatures


def test_a_form_without_fields_of_its_own_shows_what_its_duties_record(small: Standard) -> None:
    form = forms(outline(small))["sheet"]
    assert any(field.label[0] == "内容" for field in form.fields)
    assert form.signatures


def test_the_experts_sheet_has_a_box_for_each_level_and_a_reason_for_each_dimension(
    released: Standard, book: Book
) -> None:
    sheet = forms(book)["score_sheet"]
    assert released.rubric is not None
    for dimension in released.rubric.dimensions:
        level = next(
            f for f in sheet.fields if f.label[0].startswith(f"{dimension.code} {dimension.text.zh}")
        )
        assert [choice[0] for choice in level.choices] == [str(n) for n in range(10)]
        assert any(f.label[0].startswith(f"{dimension.code} 理由") and f.lines > 1 for f in sheet.fields)
    assert sheet.signatures[0] == ("评审专家",)


def test_the_annex_begins_with_what_each_form_is_for(released: Standard, annex: Part) -> None:
    table = annex.blocks[1]
    assert [row.cells[1].lines[0][0] for row in table.rows] == [part.title[0] for part in annex.parts]  # type: ignore[union-attr]
    for row in table.rows:  # type: ignore[union-attr]
        assert row.cells[2].codes


def test_in_word_boxes_tick_days_are_chosen_and_text_is_typed(book: Book) -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(book))) as file:
        xml = file.read("word/document.xml").decode()
    fields = [field for form in forms(book).values() for field in form.fields]
    boxes = sum(len(field.choices) for field in fields)
    days = sum(field.kind == "date" for field in fields)
    typed = sum(not field.choices and not field.columns and field.kind == "text" for field in fields)
    assert xml.count("<w14:checkbox") == boxes > 100
    assert xml.count("<w:date>") == days > 15
    assert len(re.findall(r"<w:sdtPr><w:text", xml)) == typed > 80


def test_on_paper_there_is_room_for_a_pen(released: Standard, chinese_font: None) -> None:
    """The second line of a form begins a ruled line below the first."""
    reader = read(outline(released, "expert"))
    page = next(p for p in reader.pages if "项目编号" in p.extract_text() and "专家编号" in p.extract_text())
    heights = {"".join(text for _, text in line)[:4]: y for y, line in signs(page).items()}
    assert (heights["项目编号"] - heights["项目名称"]) / POINTS >= PEN


def test_the_forms_of_what_is_open_come_filled_in_as_far_as_is_known(
    released: Standard, project: Project
) -> None:
    book = outline(released, "project", given=Given(project=project))
    assert list(forms(book)) == ["disclosure_form"]  # of MIN-P-1, which is open; MIN-E-1 is done
    filled = {field.label[0]: field.value for field in forms(book)["disclosure_form"].fields}
    assert filled["项目编号"] == ("YH-2026-0007",)
    assert filled["项目名称"] == ("膜<材料>",)
    assert filled["填报单位"] == ("示例实验室",)
    assert "膜&lt;材料&gt;" in render_html(book).decode()


def test_a_label_with_signs_of_a_template_is_printed_as_it_is(changed: ChangedStandard) -> None:
    path = changed.folder / "documents.yaml"
    text = path.read_text("utf-8").replace(
        "form: true, secret: false}",
        "form: true, secret: false, fields: [{zh: '{{ 7*7 }} <i>', en: '{n}'}]}",
        1,
    )
    path.write_text(text, "utf-8")
    page = render_html(outline(changed.load())).decode()
    assert "{{ 7*7 }} &lt;i&gt;" in page
