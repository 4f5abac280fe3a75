"""Addresses that people enter are called only where the operator allows it, and never inside our own network."""

from __future__ import annotations

import http.server
import json
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from lifecycle.clock import now
from lifecycle.errors import Invalid
from lifecycle.reminding import chat
from lifecycle.reminding.carriers import Failed, Parcel, Refused
from lifecycle.reminding.chat import ChatRobots, checked_robot, masked, robot_at
from lifecycle.reminding.outward import NotAllowed, Outward, is_public
from tests.lifecycle.reminding.certificates import CERTIFICATE, HOST, KEY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOSTS = ("hook.example.org", "oapi.dingtalk.com", "qyapi.weixin.qq.com", "open.feishu.cn")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address that must be refused
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
    ],
)
def test_addresses_of_our_own_networks_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_of_the_internet_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hook.example.org/x", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https://other.example.org/x", "host"),
        ("https://hook.example.org.evil.example/x", "host"),
        ("https://user:secret@hook.example.org/x", "host"),
        ("https://hook.example.org:8443/x", "port"),
        ("https://[::1/x", "host"),
    ],
)
def test_only_https_to_a_named_host_on_its_port_is_called(url: str, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        Outward(HOSTS).check(url)
    assert refused.value.code == code


@pytest.mark.parametrize("found", [["127.0.0.1"], ["93.184.216.34", "10.0.0.8"], []])
def test_a_name_that_leads_inside_is_not_called(found: list[str]) -> None:
    way = Outward(HOSTS, resolve=lambda _, __: found)
    with pytest.raises(NotAllowed) as refused:
        way.post("https://hook.example.org/x", b"{}", {})
    assert refused.value.code == "address"


def test_a_name_that_nobody_knows_is_not_called() -> None:
    def unknown(_: str, __: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(NotAllowed) as refused:
        Outward(HOSTS, resolve=unknown).post("https://hook.example.org/x", b"{}", {})
    assert refused.value.code == "unknown_host"


# A real server -----------------------------------------------------------------------------------------------------


@dataclass
class Hook:
    """A robot's server: what it was sent, and what it answers."""

    status: int = 200
    answer: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    port: int = 0

    def way(self, resolved: list[str] | None = None) -> Outward:
        """The way out as the product makes it, but for the test's own network and certificate."""
        answers = iter(resolved or [])
        return Outward(
            HOSTS,
            resolve=lambda _, __: [next(answers, "127.0.0.1")],
            permits=lambda address: address == "127.0.0.1",
            ports=(self.port, 443),
            context=lambda: ssl.create_default_context(cadata=CERTIFICATE),
        )


@contextmanager
def serving(hook: Hook, folder: Path) -> Iterator[Hook]:
    class Answering(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.seen.append((self.headers["Host"], self.path, json.loads(body)))
            self.send_response(hook.status)
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps(hook.answer).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_text(CERTIFICATE, encoding="ascii")
    files[1].write_text(KEY, encoding="ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    hook.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def parcel(url: str) -> Parcel:
    return Parcel(url, "示例", "<1@example.org>", now(), "zh", "示例项目：提交方案", ("第一行", "第二行"))


def test_a_webhook_gets_the_message_at_the_address_that_was_looked_at(tmp_path: Path) -> None:
    with serving(Hook(), tmp_path) as hook:
        ChatRobots(hook.way()).deliver(parcel(f"jsons://{HOST}:{hook.port}/in/box"))
    ((host, path, said),) = hook.seen
    assert (host.partition(":")[0], path) == (HOST, "/in/box")
    assert said["title"] == "示例项目：提交方案"
    assert "第二行" in said["message"]


def test_what_the_name_says_next_time_changes_nothing(tmp_path: Path) -> None:
    """The address that was looked at is the one that is called: nothing is resolved again in between."""
    asked: list[str] = []
    with serving(Hook(), tmp_path) as hook:
        way = hook.way()

        def once(host: str, port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.8"]

        again = Outward(HOSTS, once, way.permits, way.ports, way.context)
        ChatRobots(again).deliver(parcel(f"jsons://{HOST}:{hook.port}/"))
    assert asked == [HOST]
    assert len(hook.seen) == 1


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    hook = Hook(status=302, headers={"Location": "https://10.0.0.8/"})
    with serving(hook, tmp_path), pytest.raises(Refused) as refused:
        ChatRobots(hook.way()).deliver(parcel(f"jsons://{HOST}:{hook.port}/?redirect=yes"))
    assert refused.value.code == "http_302"
    assert len(hook.seen) == 1


def test_a_certificate_of_another_is_not_accepted_whatever_the_address_says(tmp_path: Path) -> None:
    with serving(Hook(), tmp_path) as hook:
        way = Outward(
            HOSTS, lambda _, __: ["127.0.0.1"], lambda _: True, (hook.port,), ssl.create_default_context
        )
        with pytest.raises(Failed) as failed:
            ChatRobots(way).deliver(parcel(f"jsons://{HOST}:{hook.port}/?verify=no"))
    assert "SSL" in failed.value.code
    assert hook.seen == []


@pytest.mark.parametrize(
    ("status", "answer", "kind"),
    [
        (503, {}, Failed),
        (429, {}, Failed),
        (404, {}, Refused),
        (200, {"errcode": 310000}, Failed),
        (200, {"code": 9499}, Failed),
    ],
)
def test_what_a_robot_answers_decides_whether_it_is_tried_again(
    tmp_path: Path, status: int, answer: dict[str, Any], kind: type[Exception]
) -> None:
    hook = Hook(status=status, answer=answer)
    with serving(hook, tmp_path), pytest.raises(kind):
        ChatRobots(hook.way()).deliver(parcel(f"jsons://{HOST}:{hook.port}/"))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("dingtalk://token", "oapi.dingtalk.com"),
        ("wecombot://botkey", "qyapi.weixin.qq.com"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=botkey", "qyapi.weixin.qq.com"),
        ("feishu://token", "open.feishu.cn"),
    ],
)
def test_the_robots_of_the_chat_programs_are_called_at_their_own_hosts(
    url: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []

    def no_network(self: Outward, target: str, body: bytes, headers: object) -> chat.Answer:
        called.append(self.check(target)[0])
        assert "第二行" in json.dumps(json.loads(body), ensure_ascii=False)
        return chat.Answer(200, b'{"errcode": 0, "code": 0}')

    monkeypatch.setattr(Outward, "post", no_network)
    ChatRobots(Outward(HOSTS)).deliver(parcel(url))
    assert called == [host]


@pytest.mark.parametrize(
    "url", ["mailto://x@example.org", "exec://ls", "json://hook.example.org/", "file:///x", "x", ""]
)
def test_other_kinds_of_address_are_refused(url: str) -> None:
    with pytest.raises(Invalid):
        robot_at(url)


def test_a_robot_of_a_host_that_is_not_allowed_is_not_kept() -> None:
    with pytest.raises(Invalid) as refused:
        checked_robot("jsons://internal.example.org/", Outward(HOSTS))
    assert refused.value.problem == "host_not_allowed"
    assert checked_robot(" feishu://token ", Outward(HOSTS)) == "feishu://token"


def test_an_address_is_shown_without_its_secret() -> None:
    assert "secret-token" not in masked("feishu://secret-token")
