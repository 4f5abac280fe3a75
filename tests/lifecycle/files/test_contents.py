"""What is let in, and what is not, whatever it is called."""

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from lifecycle.errors import Invalid
from lifecycle.files import FileStore, StoredFile
from tests.lifecycle.files.packages import KINDS, archive, content_types, office, relation, relations

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
EXE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(200)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"\n <!DOCTYPE html><script>alert(1)</script>"
JPEG = (
    b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    b"\xff\xc0\0\x0b\x08\0\1\0\1\1\1\x11\0\xff\xda\0\x08\1\1\0\0\x3f\0\x7f\xff\xd9"
)
LEGACY = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)

Put = Callable[[bytes, str], StoredFile]


def png(*extra: tuple[bytes, bytes]) -> bytes:
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), *extra]
    chunks += [(b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    packed = (
        struct.pack(">I", len(d)) + kind + d + struct.pack(">I", zlib.crc32(kind + d)) for kind, d in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.fixture
def put(tmp_path: Path) -> Put:
    store = FileStore(tmp_path / "files")
    return lambda content, name: store.put(io.BytesIO(content), name)


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[bytes, str], str]:
    """The problem for which a file is refused; nothing of it may be left."""
    store = FileStore(tmp_path / "files")

    def refuse(content: bytes, name: str) -> str:
        with pytest.raises(Invalid) as caught:
            store.put(io.BytesIO(content), name)
        assert caught.value.field == "file"
        assert [path for path in store.root.rglob("*") if path.is_file()] == []
        return caught.value.problem

    return refuse


Refused = Callable[[bytes, str], str]


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (PDF + b"\r\n\0\0", "a.PDF", "application/pdf"),
        (png(), "a.png", "image/png"),
        (JPEG, "a.jpg", "image/jpeg"),
        (JPEG + b"a camera's own remark", "a.jpeg", "image/jpeg"),
        ("成果转化\t𠮷\r\n".encode(), "a.txt", "text/plain"),
        ("\ufeff姓名,年龄\n".encode(), "a.csv", "text/csv"),
        ("姓名,年龄,㛃\n".encode("gb18030") * 30_000, "a.csv", "text/csv"),
    ],
)
def test_plain_evidence_is_let_in(put: Put, content: bytes, name: str, media_type: str) -> None:
    stored = put(content, name)
    assert (stored.media_type, stored.size) == (media_type, len(content))


@pytest.mark.parametrize("kind", KINDS)
def test_office_documents_are_let_in(put: Put, kind: str) -> None:
    assert put(office(kind), f"a.{kind}").media_type.startswith(
        "application/vnd.openxmlformats-officedocument."
    )


@pytest.mark.parametrize(
    "name",
    ["a.exe", "a.svg", "a.html", "a.zip", "a.docm", "a.doc", "a.xlsb", "a.js", "a.pdf.exe", "a.rar", "a.７z"],
)
def test_other_types_are_not_let_in(refused: Refused, name: str) -> None:
    assert refused(PDF, name) == "type_not_allowed"


@pytest.mark.parametrize("extension", ["pdf", "docx", "png", "jpg", "txt"])
def test_an_empty_file_is_refused(refused: Refused, extension: str) -> None:
    assert refused(b"", f"a.{extension}") == "empty"


@pytest.mark.parametrize("extension", ["pdf", "docx", "xlsx", "pptx", "png", "jpg", "jpeg", "txt", "csv"])
@pytest.mark.parametrize("content", [EXE, SVG, HTML, LEGACY], ids=["exe", "svg", "html", "doc"])
def test_a_renamed_file_is_not_what_it_is_called(refused: Refused, content: bytes, extension: str) -> None:
    assert refused(content, f"a.{extension}") == "content_disagrees"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF + archive({"a.txt": "x"}), "pdf-and-zip.pdf"),
        (PDF[:-6] + archive({"a.txt": "x"}) + b"%%EOF", "pdf-around-zip.pdf"),
        (b"GIF89a" + PDF, "gif-and-pdf.pdf"),
        (png() + b"<script>", "tail.png"),
        (png((b"tEXt", b"Comment\0%PDF-1.7")), "png-and-pdf.png"),
        (png()[:-12], "cut.png"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 100, "nonsense.png"),
        (JPEG + archive({"a.class": "x"}), "jpeg-and-jar.jpg"),
        (b"\xff\xd8\xff\xe0" + b"<?php " * 9, "nonsense.jpg"),
        (b"PK\x03\x04 text", "a.txt"),
        (b"text\x1b[2J", "terminal.txt"),
        (b"a" * 70_000 + b"\0", "late-nul.txt"),
        (office(), "a.xlsx"),
        (archive({"a.txt": "x"}), "a.docx"),
    ],
)
def test_two_natures_in_one_file_are_refused(refused: Refused, content: bytes, name: str) -> None:
    assert refused(content, name) == "content_disagrees"


def test_text_in_no_known_encoding_is_unreadable(refused: Refused) -> None:
    assert refused(b"caf\xe9 \xff\xff", "a.txt") == "unreadable"


@pytest.mark.parametrize(
    "content",
    [
        office(word__vbaProject_dot_bin=b"x"),
        office(WORD__VBAPROJECT_dot_BIN=b"x"),
        office(word__embeddings__a_dot_xlsm=b"x"),
        office(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
        office(xl__macrosheets__sheet1_dot_xml="<a/>"),
    ],
)
def test_a_document_with_macros_is_refused(refused: Refused, content: bytes) -> None:
    assert refused(content, "a.docx") == "macros"


def test_macros_in_a_sheet_behind_a_chart_are_found(refused: Refused) -> None:
    sheet = office("xlsx", xl__vbaProject_dot_bin=b"x")
    assert refused(office("pptx", ppt__embeddings__sheet_dot_xlsx=sheet), "a.pptx") == "macros"


def test_a_sound_sheet_behind_a_chart_is_let_in(put: Put) -> None:
    content = office("pptx", ppt__embeddings__sheet_dot_xlsx=office("xlsx"))
    assert put(content, "a.pptx").size == len(content)


def test_documents_inside_documents_inside_documents_are_refused(refused: Refused) -> None:
    inner = office("docx", word__embeddings__a_dot_docx=office("docx"))
    assert refused(office("docx", word__embeddings__a_dot_docx=inner), "a.docx") == "bomb"


def test_an_archive_inside_a_document_is_refused(refused: Refused) -> None:
    assert refused(office(word__media__image1_dot_png=archive({"a": "x"})), "a.docx") == "content_disagrees"


@pytest.mark.parametrize(
    "attributes",
    [
        relation("attachedTemplate", "https://evil.example/a.dotm", "External"),
        relation("image", "http://evil.example/track.png", "external"),
        relation("oleObject", "file:///\\\\evil\\share\\a.doc", "External"),
        relation("hyperlink", "file:///c:/windows/system32/calc.exe", "External"),
        relation("hyperlink", "javascript:alert(1)", "External"),
        relation("externalLinkPath", "other.xlsx", "External"),
        relation("image", "https://evil.example/without-mode.png"),
        relation("image", "\\\\evil\\share\\a.png"),
        relation("image", "//evil.example/a.png", "Internal"),
    ],
)
def test_what_is_fetched_when_the_document_opens_is_refused(refused: Refused, attributes: str) -> None:
    content = office(word___rels__settings_dot_xml_dot_rels=relations(attributes))
    assert refused(content, "a.docx") == "external_links"


@pytest.mark.parametrize("name", ["_rels/.rels", "word/_rels/.rels"])
def test_the_relations_of_the_package_itself_are_read_as_well(refused: Refused, name: str) -> None:
    lure = relations(relation("attachedTemplate", "https://evil.example/a.dotm", "External"))
    entity = '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    assert (
        refused(office(**{name.replace("/", "__").replace(".", "_dot_"): lure}), "a.docx") == "external_links"
    )
    assert (
        refused(office(**{name.replace("/", "__").replace(".", "_dot_"): entity}), "a.docx") == "unreadable"
    )


@pytest.mark.parametrize("target", ["https://www.gov.cn/zhengce", "mailto:a@b.cn"])
def test_a_link_that_waits_for_a_click_is_let_in(put: Put, target: str) -> None:
    rels = relations(relation("hyperlink", target, "External"), relation("styles", "styles.xml"))
    content = office(word___rels__document_dot_xml_dot_rels=rels)
    assert put(content, "a.docx").size == len(content)


def test_relations_in_another_encoding_are_read_as_well(refused: Refused) -> None:
    rels = relations(relation("attachedTemplate", "https://evil.example/a", "External")).encode("utf-16")
    assert refused(office(word___rels__a_dot_rels=rels), "a.docx") == "external_links"


@pytest.mark.parametrize(
    "rels",
    [
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        "<a><b></a>",
        "",
    ],
)
def test_relations_that_are_no_plain_xml_are_unreadable(refused: Refused, rels: str) -> None:
    assert refused(office(word___rels__a_dot_rels=rels), "a.docx") == "unreadable"


def test_a_bomb_is_refused_before_it_is_inflated(refused: Refused) -> None:
    assert refused(office(word__media__a_dot_bin=bytes(20 << 20)), "a.docx") == "bomb"


def test_too_many_entries_are_refused(refused: Refused) -> None:
    entries: dict[str, str | bytes] = {f"word/{n}": "" for n in range(2_001)}
    assert refused(archive(entries), "a.docx") == "bomb"


def test_a_directory_that_hides_its_entries_is_refused(refused: Refused) -> None:
    entries: dict[str, str | bytes] = {f"word/{n}": "" for n in range(2_500)}
    content = bytearray(archive(entries))
    struct.pack_into("<HH", content, len(content) - 14, 3, 3)
    assert refused(bytes(content), "a.docx") == "bomb"


def test_a_directory_of_huge_names_is_refused_unread(refused: Refused) -> None:
    entries: dict[str, str | bytes] = {f"word/{n}{'x' * 60_000}": "" for n in range(40)}
    assert refused(archive(entries), "a.docx") == "bomb"


def test_a_bomb_that_lies_about_its_size_stops_at_the_lie(refused: Refused) -> None:
    content = office(word__media__a_dot_bin=bytes(20 << 20))
    honest = struct.pack("<I", 20 << 20)
    assert content.count(honest) == 2
    assert refused(content.replace(honest, struct.pack("<I", 1 << 20)), "a.docx") == "unreadable"


def test_relations_too_large_to_parse_are_refused(refused: Refused) -> None:
    noise = "".join(f"<a b='{zlib.crc32(bytes([n % 251, n % 241, n % 239]))}{n}'/>" for n in range(600_000))
    rels = f"<x>{noise}<!--{' ' * (4 << 20)}--></x>"
    assert refused(office(word___rels__a_dot_rels=rels), "a.docx") == "bomb"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "c:/a", "word\\..\\a", "word//a", "word/./a", "a\nb"]
)
def test_a_name_inside_that_leads_out_is_refused(refused: Refused, name: str) -> None:
    entries: dict[str, str | bytes] = {"[Content_Types].xml": content_types("x", "y"), name: "x"}
    assert refused(archive(entries), "a.docx") == "content_disagrees"


def test_two_parts_of_one_name_are_refused(refused: Refused) -> None:
    content = office(WORD__document_dot_xml="<a/>")
    assert refused(content, "a.docx") == "content_disagrees"


def test_an_encrypted_part_is_refused(refused: Refused) -> None:
    content = bytearray(office())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(content)):
            content[found.start() + offset] |= 1
    assert refused(bytes(content), "a.docx") == "encrypted"


def test_a_document_with_a_password_says_so(refused: Refused) -> None:
    content = LEGACY + bytes(70_000) + "EncryptedPackage".encode("utf-16-le")
    assert refused(content, "a.docx") == "encrypted"


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_that_no_office_writes_is_refused(refused: Refused, compression: int) -> None:
    entries: dict[str, str | bytes] = {"[Content_Types].xml": "x" * 1000}
    assert refused(archive(entries, compression), "a.docx") == "unreadable"


@pytest.mark.parametrize("cut", [1, 22, 60, 200])
def test_a_cut_document_is_unreadable(refused: Refused, cut: int) -> None:
    assert refused(office()[:-cut], "a.docx") == "unreadable"


def test_a_document_with_something_behind_it_is_unreadable(refused: Refused) -> None:
    assert refused(office() + b"x", "a.docx") == "unreadable"


def test_a_flipped_bit_is_noticed(refused: Refused) -> None:
    noise = b"".join(hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(8_000))
    content = bytearray(office(word__media__a_dot_bin=noise))
    content[content.index(noise[:32]) + 200_000] ^= 1
    assert refused(bytes(content), "a.docx") == "unreadable"


def test_a_comment_that_is_only_announced_is_refused(refused: Refused) -> None:
    content = bytearray(office())
    struct.pack_into("<H", content, len(content) - 2, 7)
    assert refused(bytes(content), "a.docx") == "unreadable"


def test_a_second_directory_for_large_archives_is_refused(refused: Refused) -> None:
    buffer = io.BytesIO(office())
    with zipfile.ZipFile(buffer, "a") as package:
        package.infolist()[-1].comment = b"PK\x06\x07" + bytes(16)
        package.writestr("word/last.xml", "<a/>")
        package.filelist.reverse()
        package.filelist.append(package.filelist.pop(1))
    assert buffer.getvalue()[-42:-38] == b"PK\x06\x07"
    assert refused(buffer.getvalue(), "a.docx") == "unreadable"
