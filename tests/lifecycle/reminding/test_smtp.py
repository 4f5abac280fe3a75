"""A mail as it is handed in: its headers, its words, and a server that does not let us in."""

from __future__ import annotations

import email
from email import policy

import pytest

from lifecycle.clock import now
from lifecycle.reminding.carriers import Parcel, Unreachable
from lifecycle.reminding.smtp import MailServer, message
from tests.lifecycle.reminding.mailing import Mailbox, at_port, free_port, serving

SERVER = MailServer("mail", 25, "none", "lifecycle@example.org", {"zh": "示例系统", "en": "Lifecycle"})


def parcel(**changed: object) -> Parcel:
    given = {
        "address": "reader@example.org",
        "name": "示例：李四",
        "message_id": "<1@example.org>",
        "at": now(),
        "language": "zh",
        "subject": "示例项目：提交方案，应于3月18日前完成",
        "lines": ("第一行", "第二行"),
    }
    return Parcel(**{**given, **changed})  # type: ignore[arg-type]


def test_a_mail_survives_the_way_in_chinese() -> None:
    read = email.message_from_bytes(message(SERVER, parcel()).as_bytes(), policy=policy.default)
    assert read["Subject"] == "示例项目：提交方案，应于3月18日前完成"
    assert read["To"].addresses[0].display_name == "示例：李四"
    assert read.get_content() == "第一行\n第二行\n"  # type: ignore[attr-defined]
    assert read["Message-ID"] == "<1@example.org>"
    assert read["Content-Language"] == "zh-Hans"


def test_the_heads_of_the_chains_leave_the_machine_with_every_mail() -> None:
    mail = message(SERVER, parcel(checks=("YH-2026-0001=1A2B-3C4D", "YH-2026-0002=5E6F-7081")))
    assert mail.get_all("X-Lifecycle-Check") == ["YH-2026-0001=1A2B-3C4D", "YH-2026-0002=5E6F-7081"]


@pytest.mark.parametrize("nasty", ["提醒\r\nBcc: x@example.org", "提醒\nX: y"])
def test_a_line_break_in_a_subject_writes_no_header(nasty: str) -> None:
    mail = message(SERVER, parcel(subject=nasty))
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]


def test_a_line_break_in_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="CR or LF"):
        message(SERVER, parcel(name="李四\nBcc: x@example.org")).as_bytes()


def test_the_password_is_in_no_text_of_ours() -> None:
    assert "hunter2" not in repr(MailServer("m", 25, "none", "a@b.example", {}, "user", "hunter2"))


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(Unreachable) as trouble, at_port(free_port()).open():
        pass
    assert trouble.value.code == "ConnectionRefusedError"


def test_a_server_that_speaks_no_tls_is_not_spoken_to_in_the_clear() -> None:
    box = Mailbox()
    with serving(box) as server:
        wary = MailServer(server.host, server.port, "starttls", server.sender, server.sender_names)
        with pytest.raises(Unreachable), wary.open():
            pass
        signing_in = MailServer(
            server.host, server.port, "none", server.sender, server.sender_names, "u", "p"
        )
        with pytest.raises(Unreachable), signing_in.open():
            pass
    assert box.arrived == []
