"""Office packages built by hand, sound ones and hostile ones."""

import io
import zipfile

KINDS = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def content_types(main: str, part: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{part}" ContentType="{main}"/></Types>'
    )


def relations(*attributes: str) -> str:
    rows = "".join(f'<Relationship Id="r{n}" {each}/>' for n, each in enumerate(attributes))
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<?xml version="1.0"?><Relationships xmlns="{namespace}">{rows}</Relationships>'


def relation(kind: str, target: str, mode: str = "") -> str:
    return f'Type="{RELATION}/{kind}" Target="{target}"' + (f' TargetMode="{mode}"' if mode else "")


def office(kind: str = "docx", *, main: str | None = None, **parts: str | bytes) -> bytes:
    """A small package. Parts are given by name with `/` written `__` and `.` written `_dot_`."""
    part, family = KINDS[kind]
    content_type = main or f"application/vnd.openxmlformats-officedocument.{family}.main+xml"
    entries: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(content_type, part),
        "_rels/.rels": relations(relation("officeDocument", part)),
        part: "<document>成果转化</document>",
    }
    entries |= {name.replace("__", "/").replace("_dot_", "."): body for name, body in parts.items()}
    return archive(entries)


def archive(entries: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as package:
        for name, body in entries.items():
            package.writestr(name, body)
    return buffer.getvalue()
