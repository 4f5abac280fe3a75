"""The project builds anywhere: no file of it names a package index or a path of somebody's machine."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import Breach, Source, everything, report

# Written so that the patterns do not find themselves.
ADDRESSES = re.compile(
    r"""
      \b (?: py[p]i\.org | python[h]osted\.org | registry\.np[m]js\.org | deb[.]debian\.org )
    | --(?: extra- )? index-ur[l] [ =] \S
    | --find-lin[k]s [ =] \S
    | --trusted-hos[t] [ =] \S
    | (?<! [\w.\-}/] ) / (?: roo[t] | hom[e]/\w+ | User[s]/\w+ | wor[k]/(?: main | shared | \.\w+ ) | tm[p]/\w+ ) /
    """,
    re.VERBOSE,
)


def addresses(source: Source) -> list[Breach]:
    lines = enumerate(source.text.splitlines(), start=1)
    return [Breach(source.place, n, match[0]) for n, line in lines for match in ADDRESSES.finditer(line)]


def test_no_file_names_an_index_or_a_machine_path() -> None:
    breaches = [breach for source in everything() for breach in addresses(source)]
    assert not breaches, report(breaches)


@pytest.mark.parametrize(
    "pieces",
    [
        ("--index-", "url https://mirror.example/simple"),
        ("https://py", "pi.org/simple"),
        ("files.python", "hosted.org"),
        ('open("/ro', 'ot/notes.txt")'),
        ("PATH=/ho", "me/li/bin"),
        ("/wor", "k/main/web"),
    ],
)
def test_such_a_name_is_noticed(pieces: tuple[str, str]) -> None:
    assert addresses(Source("Makefile", "".join(pieces)))


@pytest.mark.parametrize(
    "text", ["web/home/views.py", "/work/mine", "https://example.org/root/", "--index-url"]
)
def test_other_names_are_fine(text: str) -> None:
    assert addresses(Source("web/app.py", text)) == []
