"""A book as Markdown: signs that it would read are escaped, addresses are `<a id>`, tables are pipe tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handbook.cover import facts_of
from handbook.labels import say
from handbook.nodes import (
    Block,
    Book,
    Cell,
    Field,
    Figure,
    Form,
    Items,
    Para,
    Part,
    Row,
    Table,
    Words,
    clauses,
)
from handbook.titles import caption_of, full_title, shown_code

_SIGNS = re.compile(r"([\\`*_{}\[\]()#+!|<>~$&=^-])")
_LIST_NUMBER = re.compile(r"^(\s*\d+)([.)])")
_DEEPEST = 6


def render_markdown(book: Book) -> bytes:
    """The whole book as one file."""
    return ("\n\n".join(_Writer(book).pieces()) + "\n").encode()


def _escape(text: str) -> str:
    """The text as it is: no sign of it is markup, and it stays on its line."""
    escaped = _SIGNS.sub(r"\\\1", " ".join(text.split()))
    return _LIST_NUMBER.sub(r"\1\\\2", escaped)


class _Writer:
    def __init__(self, book: Book) -> None:
        self.book = book
        self.anchors = frozenset(clause.anchor for clause in clauses(book))

    def pieces(self) -> Iterator[str]:
        head, lang = self.book.head, self.book.langs[0]
        yield f"# {self._words(head.title)}"
        yield self._words(tuple(say(each, "book.title") for each in self.book.langs))
        if head.about:
            yield self._words(head.about)
        yield "\n".join(f"- {_escape(label)}: {_escape(value)}" for label, value in facts_of(head, lang))
        yield self._words(head.status)
        for part in self.book.parts:
            yield from self._part(part, 2)

    def _words(self, words: Words) -> str:
        return " / ".join(map(_escape, dict.fromkeys(words)))

    def _part(self, part: Part, level: int) -> Iterator[str]:
        title = self._words(full_title(part, self.book.langs))
        marks = [name for name, on in (("proposal", part.proposal), (part.change, part.change)) if on]
        mark = "".join(f" _{self._say(f'book.{name}')}_" for name in marks)
        yield f'{"#" * min(level, _DEEPEST)} <a id="{part.anchor}"></a>{title}{mark}'
        for block in part.blocks:
            yield self._block(block)
        for inner in part.parts:
            yield from self._part(inner, level + 1)

    def _say(self, key: str) -> str:
        return self._words(tuple(say(lang, key) for lang in self.book.langs))

    def _block(self, block: Block) -> str:
        match block:
            case Para():
                told = self._words(block.words) + " ".join(map(self._code, block.codes))
                return f"> {told}" if block.kind == "note" else told
            case Items():
                signs = (
                    f"- {chr(ord('a') + n)}) " if block.lettered else "- " for n in range(len(block.entries))
                )
                return "\n".join(
                    sign + self._words(entry) for sign, entry in zip(signs, block.entries, strict=True)
                )
            case Table():
                return self._table(block)
            case Figure():
                return f"**{self._words(caption_of(block, self.book.langs))}**\n\n> {self._words(block.alt)}"
            case Form():
                return self._form(block)

    def _table(self, table: Table) -> str:
        heads = " | ".join(self._words(column.head) for column in table.columns)
        lines = [f"| {heads} |", "|" + " --- |" * len(table.columns), *map(self._row, table.rows)]
        said = self._words(caption_of(table, self.book.langs))
        caption = [f"**{said}**", ""] if said else []
        return "\n".join([*caption, *lines])

    def _row(self, row: Row) -> str:
        cells = [self._cell(cell) for cell in row.cells]
        if row.element:
            change = f" _{self._say(f'book.{row.change}')}_" if row.change else ""
            cells[0] = f'<a id="{row.anchor}"></a>{_escape(row.shown)}{change}'
        return f"| {' | '.join(cells)} |"

    def _cell(self, cell: Cell) -> str:
        codes = " ".join(map(self._code, cell.codes))
        return "<br>".join(piece for piece in (codes, *map(self._words, cell.lines)) if piece)

    def _code(self, code: str) -> str:
        anchor = code.replace("/", ".")
        shown = _escape(shown_code(self.book, code))
        return f"[{shown}](#{anchor})" if anchor in self.anchors else shown

    def _form(self, form: Form) -> str:
        lines = [
            f"**{self._words(form.title)}**",
            "",
            "| | |",
            "| --- | --- |",
            *map(self._field, form.fields),
            "",
        ]
        if form.pledge:
            lines += [f"{self._say('form.pledge')}:", ""]
            lines += [f"{n}. {self._words(line)}" for n, line in enumerate(form.pledge, start=1)] + [""]
        blank, signed, day = r"\_" * 6, self._say("form.signature"), self._say("form.signed_on")
        lines += [f"{self._words(who)} {signed} {blank} {day} {blank}\n" for who in form.signatures]
        return "\n".join(lines).rstrip()

    def _field(self, field: Field) -> str:
        if field.columns:
            return f"| {self._words(field.label)} | {' · '.join(map(self._words, field.columns))} |"
        choices = "\u2003".join(f"□ {self._words(choice)}" for choice in field.choices)
        after = self._say("form.date").strip() if field.kind == "date" else self._words(field.unit)
        return f"| {self._words(field.label)} | {self._words(field.value) or choices}{'' if choices else after} |"
