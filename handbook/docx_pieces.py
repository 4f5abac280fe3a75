"""Pieces of WordprocessingML as text: runs, paragraphs, cells, tables.

Sizes of type are half points, all other sizes twentieths of a point.
"""

from __future__ import annotations

import re
from functools import lru_cache

from docx.oxml.ns import nsdecls

from handbook.nodes import Column

TYPE_WIDTH, LYING_WIDTH = 8845, 13436
"""The width of the type area, 156 mm, and that of a page that lies on its side, 237 mm."""
NAMESPACE = nsdecls("w")
NEXT = "<w:keepNext/>"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_COMMA = re.compile(r"、(?=\d)")
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def literal(text: str) -> str:
    """The text as XML says it; signs that XML forbids are replaced. A list of numbers may break behind its commas."""
    shown = _COMMA.sub("、\u200b", _FORBIDDEN.sub("\ufffd", text))
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@lru_cache(maxsize=8192)
def run(text: str, *, size: int = 0, bold: bool = False, grey: bool = False, line: bool = False) -> str:
    """A run; `line`: on a line of its own."""
    properties = ("<w:b/>" if bold else "") + ('<w:color w:val="5C6B7A"/>' if grey else "")
    properties += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    said = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{said}{"<w:br/>" if line else ""}<w:t xml:space="preserve">{literal(text)}</w:t></w:r>'


def firm(code: str, size: int) -> str:
    """A code, never broken at its hyphens."""
    return run(code, size=size).replace("-", '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">')


def para(
    runs: str, style: str = "", align: str = "", *, before: str = "", after: str = "", tight: bool = False
) -> str:
    """A paragraph; `before`, `after`: properties in front of its spacing and behind. Tight ones stand in tables."""
    properties = f'<w:pStyle w:val="{style.replace(" ", "")}"/>' if style else ""
    properties += before
    if tight:
        properties += '<w:spacing w:before="0" w:after="0" w:line="260" w:lineRule="atLeast"/>'
    properties += after + (f'<w:jc w:val="{align}"/>' if align else "")
    return f"<w:p{'' if tight else ' ' + NAMESPACE}><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def cell(
    paragraphs: str,
    width: int,
    *,
    shade: bool = False,
    bar: bool = False,
    span: int = 1,
    middle: bool = False,
) -> str:
    """A cell; `bar`: with the red bar of a change, `middle`: its text in the middle of its height."""
    border = '<w:tcBorders><w:left w:val="single" w:sz="24" w:color="B3261E"/></w:tcBorders>' if bar else ""
    fill = '<w:shd w:val="clear" w:color="auto" w:fill="EEF1F5"/>' if shade else ""
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    align = '<w:vAlign w:val="center"/>' if middle else ""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{across}{border}{fill}{align}'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>"


def row(cells: str, *, head: bool = False, height: int = 0) -> str:
    """A row that no page break splits."""
    properties = "<w:cantSplit/>"
    properties += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    properties += "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def table(widths: tuple[int, ...], rows: str, *, inner: bool = False, ruled: bool = True) -> str:
    """A table of fixed widths; `inner`: inside a cell, `ruled`: with lines."""
    kind = 'w:val="single" w:sz="4" w:color="8795A3"' if ruled else 'w:val="nil"'
    edges = "".join([f"<w:{side} {kind}/>" for side in _EDGES])
    grid = "".join([f'<w:gridCol w:w="{width}"/>' for width in widths])
    margin = '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
    return (
        f"<w:tbl{'' if inner else ' ' + NAMESPACE}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margin}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def widths_of(columns: tuple[Column, ...]) -> tuple[int, ...]:
    """How wide each column is."""
    total = sum(column.share for column in columns)
    return tuple(TYPE_WIDTH * column.share // total for column in columns)


def field(instruction: str, shown: str) -> str:
    """A field that is reckoned when the file is opened; until then `shown`."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def bookmark_name(anchor: str, n: int) -> str:
    """A bookmark's name: at most 40 letters, digits and underscores, never twice."""
    return f"c{n}_{re.sub('[^A-Za-z0-9_]', '_', anchor)}"[:40]
