"""A form in a DOCX: boxes that a click ticks, fields to type into, a day to choose, and room for a pen."""

from __future__ import annotations

from handbook.docx_pieces import NEXT, TYPE_WIDTH, cell, para, row, run, table
from handbook.labels import say
from handbook.nodes import Field, Form, Words

_SIZE, _SMALL, _LINE = 21, 18, 454  # half points; a line for the pen is 8 mm
_LABEL, _REST = TYPE_WIDTH * 32 // 100, TYPE_WIDTH * 68 // 100
_CHECKBOX = "http://schemas.microsoft.com/office/word/2010/wordml"


def form_pieces(form: Form, langs: tuple[str, ...]) -> tuple[str, ...]:
    """Title, table of fields, lines to sign on, one after the other."""
    rows = "".join([_field(field, langs) for field in form.fields])
    if form.pledge:
        label = tuple(say(lang, "form.pledge") for lang in langs)
        pledged = [
            para(run(f"{n}. ", size=_SIZE) + _runs(line), tight=True)
            for n, line in enumerate(form.pledge, start=1)
        ]
        rows += _pair(label, "".join(pledged))
    signatures = "".join([_signature(who, langs[0]) for who in form.signatures])
    widths = (TYPE_WIDTH * 26 // 100, TYPE_WIDTH * 36 // 100, TYPE_WIDTH * 38 // 100)
    seal = para(run(say(langs[0], "form.seal"), size=_SMALL, grey=True), "Quote")
    return (
        para(_runs(form.title), "Caption", "center", before=NEXT),
        table((_LABEL, _REST), rows),
        para("", after='<w:spacing w:line="120" w:lineRule="exact"/>'),
        *((table(widths, signatures, ruled=False),) if signatures else ()),
        seal,
    )


def _runs(words: Words) -> str:
    """The text in each language, the second on a line of its own."""
    if not words:
        return ""
    rest = words[1:] if len(set(words)) > 1 else ()
    return run(words[0], size=_SIZE) + "".join(
        [run(text, size=_SMALL, grey=True, line=True) for text in rest]
    )


def _pair(label: Words, content: str, lines: int = 1) -> str:
    left = cell(para(_runs(label), tight=True), _LABEL, middle=True)
    return row(left + cell(content, _REST, middle=True), height=lines * _LINE)


def _field(field: Field, langs: tuple[str, ...]) -> str:
    if field.columns:
        return _blank_table(field)
    if field.value:
        return _pair(field.label, para(_control(field.value[0], field.lines), tight=True))
    if field.choices:
        ticked = "".join([_box() + _choice(choice) for choice in field.choices])
        return _pair(field.label, para(ticked, tight=True))
    if field.kind == "date":
        day = para(_day(say(langs[0], "form.date"), langs[0]), "", "right", tight=True)
        return _pair(field.label, day)
    unit = run("  ", size=_SIZE) + _runs(field.unit) if field.unit else ""
    space = para(_control("\u3000" * 8, field.lines) + unit, tight=True)
    return _pair(field.label, space, field.lines)


def _choice(choice: Words) -> str:
    return run(" / ".join(dict.fromkeys(choice)), size=_SIZE) + run("\u2003", size=_SIZE)


def _blank_table(field: Field) -> str:
    """The label across both columns, and below it a table of empty rows to type into."""
    width = (TYPE_WIDTH - 140) // len(field.columns)
    widths = (width,) * len(field.columns)
    heads = "".join([cell(para(_runs(column), "", "center", tight=True), width) for column in field.columns])
    blank = cell(para("", tight=True), width) * len(field.columns)
    inner = table(widths, row(heads) + row(blank, height=_LINE) * field.lines, inner=True)
    label = para(_runs(field.label), tight=True)
    return row(cell(label + inner + para("", tight=True), TYPE_WIDTH, span=2))


def _signature(who: Words, lang: str) -> str:
    widths = (TYPE_WIDTH * 26 // 100, TYPE_WIDTH * 36 // 100, TYPE_WIDTH * 38 // 100)
    line = run(f"{say(lang, 'form.signature')}{'＿' * 9}", size=_SIZE)
    day = run(f"{say(lang, 'form.signed_on')}{say(lang, 'form.date')}", size=_SIZE)
    cells = [
        cell(para(each, tight=True), width, middle=True)
        for each, width in zip((_runs(who), line, day), widths, strict=True)
    ]
    return row("".join(cells), height=_LINE)


# Controls ------------------------------------------------------------------------------------------------------------


def _control(shown: str, lines: int) -> str:
    """A control for text."""
    kind = ' w:multiLine="1"' if lines > 1 else ""
    return f"<w:sdt><w:sdtPr><w:text{kind}/></w:sdtPr><w:sdtContent>{run(shown, size=_SIZE)}</w:sdtContent></w:sdt>"


def _day(shown: str, lang: str) -> str:
    """A control for a day."""
    form, code = ("d MMMM yyyy", "en-GB") if lang == "en" else ("yyyy年M月d日", "zh-CN")
    kind = f'<w:date><w:dateFormat w:val="{form}"/><w:lid w:val="{code}"/></w:date>'
    return f"<w:sdt><w:sdtPr>{kind}</w:sdtPr><w:sdtContent>{run(shown, size=_SIZE)}</w:sdtContent></w:sdt>"


def _box() -> str:
    """A box that a click ticks."""
    states = (
        '<w14:checked w14:val="0"/><w14:checkedState w14:val="2611" w14:font="Segoe UI Symbol"/>'
        '<w14:uncheckedState w14:val="25A1" w14:font="SimSun"/>'
    )
    kind = f'<w14:checkbox xmlns:w14="{_CHECKBOX}">{states}</w14:checkbox>'
    shown, gap = run("□", size=_SIZE), run(" ", size=_SIZE)
    return f"<w:sdt><w:sdtPr>{kind}</w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>{gap}"
