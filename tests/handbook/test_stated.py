"""What a book says of one element, taken out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.elements import elements
from handbook.stated import stated

if TYPE_CHECKING:
    from handbook.nodes import Book
    from stages import Standard


def test_every_element_is_found_with_its_address(released: Standard, book: Book) -> None:
    found = stated(book)
    assert set(elements(released)) <= set(found)
    assert all(each.anchor and each.chapter for each in found.values())


def test_a_row_is_told_column_by_column_without_its_empty_cells(released: Standard, book: Book) -> None:
    criterion = next(iter(released.criteria.values()))
    told = stated(book)["criteria", criterion.code]
    heads = [head[0] for head, _ in told.said]
    assert heads[0] == "标准"
    assert "依据" in heads
    assert told.said[0][1].lines == ((criterion.text.zh,),)
    assert all(cell.codes or any("".join(line).strip("—") for line in cell.lines) for _, cell in told.said)


def test_a_form_is_told_by_its_fields(released: Standard, book: Book) -> None:
    kind = next(each for each in released.documents.values() if each.form and each.fields)
    told = stated(book)["forms", kind.code]
    fields = [line[0] for _, cell in told.said for line in cell.lines]
    assert {field.text.zh for field in kind.fields} <= set(fields)
