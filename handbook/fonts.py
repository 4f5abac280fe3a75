"""Which fonts the pages are set in: what GB/T 9704 names where it is installed, else the free ones that stand for it.

None is shipped. The system's fonts are searched, and a folder where one is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import typst

from handbook.errors import NoChineseFont

_SONG = ("FZXiaoBiaoSong-B05S", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Songti SC")
_FACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "body": ("FangSong", "STFangsong", "FZFangSong-Z02S", *_SONG[1:]),
        "song": _SONG,
        "hei": (
            "SimHei",
            "Noto Sans CJK SC",
            "Source Han Sans SC",
            "WenQuanYi Micro Hei",
            "Microsoft YaHei",
            "PingFang SC",
        ),
        "kai": ("KaiTi", "LXGW WenKai", "AR PL UKai CN", "Noto Serif CJK SC", "Source Han Serif SC"),
    }
)
CHINESE = tuple(dict.fromkeys(family for families in _FACES.values() for family in families))
"""Any of these can show Chinese."""


@lru_cache(maxsize=4)
def installed(folder: Path | None = None, *, system: bool = True) -> typst.Fonts:
    """The fonts of the system and of a folder; searched once for each folder."""
    return typst.Fonts(
        include_system_fonts=system, include_embedded_fonts=False, font_paths=[folder] if folder else []
    )


def faces(fonts: typst.Fonts) -> Mapping[str, tuple[str, ...]]:
    """The families for each kind of text, best first, only such as are there. Raises NoChineseFont."""
    there = set(fonts.families())
    chinese = tuple(family for family in CHINESE if family in there)
    if not chinese:
        raise NoChineseFont(searched=CHINESE)
    return {kind: tuple(f for f in families if f in there) or chinese for kind, families in _FACES.items()}


@lru_cache(maxsize=8)
def picture(svg: str) -> bytes | None:
    """A drawing as PNG, for formats that take no SVG; None where no font can show its Chinese."""
    fonts = installed()
    try:
        faces(fonts)
    except NoChineseFont:
        return None
    compiler = typst.Compiler(_ONE_PICTURE, font_paths=fonts, ignore_system_fonts=True)
    made = compiler.compile(format="png", ppi=_DOTS_PER_INCH, sys_inputs={"svg": svg})
    return made if isinstance(made, bytes) else None


_DOTS_PER_INCH = 200
_ONE_PICTURE = b"""#set page(width: 156mm, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)"""
