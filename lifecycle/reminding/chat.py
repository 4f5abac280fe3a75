"""Letters by chat: DingTalk, WeCom, Feishu and plain webhooks, by Apprise address.

Apprise knows how each of them wants its message; the call itself is ours. Its plugins ask a module called `requests`
for it, and are handed one here that goes through `outward`: whatever an address says about methods, certificates or
redirects, there is one way out. Nothing else imports `apprise`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from apprise import NotifyBase, NotifyFormat
from apprise.exception import AppriseException
from apprise.plugins import custom_json, dingtalk, feishu, wecombot
from sqlalchemy import delete, insert

from lifecycle.engine import Session
from lifecycle.errors import Invalid
from lifecycle.records import post as kept
from lifecycle.records.post import CHAT
from lifecycle.reminding.carriers import Failed, Parcel, Refused
from lifecycle.reminding.outward import Answer, NotAllowed, Outward

ROBOTS: Mapping[str, type[NotifyBase]] = {
    "dingtalk": dingtalk.NotifyDingTalk,
    "wecombot": wecombot.NotifyWeComBot,
    "feishu": feishu.NotifyFeishu,
    "jsons": custom_json.NotifyJSON,
}
LONGEST = 500
OK, TOO_MANY, SERVER_FAULT = 200, 429, 500


@dataclass
class _Call:
    """One delivery being made: the way out, and what came of it."""

    way: Outward
    answer: Answer | None = None
    refused: str = ""
    failed: str = ""


_call: ContextVar[_Call] = ContextVar("call")


class CallFailed(Exception):
    """What plugins are told when a call could not be made; why is kept in the call."""


class _Codes:
    ok = OK


class Requests:
    """What plugins know of `requests`, and no more."""

    codes = _Codes
    RequestException = CallFailed

    def post(self, url: str, data: Any = None, headers: Any = None, params: Any = None, **_: Any) -> Answer:
        """Make the call. Whatever else a plugin asks for is not granted."""
        call = _call.get()
        whole = f"{url}{'&' if '?' in url else '?'}{urlencode(params)}" if params else url
        body = data if isinstance(data, bytes) else str(data or "").encode()
        try:
            call.answer = call.way.post(whole, body, {**(headers or {}), "Host": str(urlsplit(url).hostname)})
        except NotAllowed as error:
            call.refused = f"not_allowed_{error.code}"
            raise CallFailed from error
        except (OSError, HTTPException) as error:
            call.failed = type(error).__name__
            raise CallFailed from error
        return call.answer

    def request(self, _: str, url: str, **named: Any) -> Answer:
        """Whatever method the address names: we post."""
        return self.post(url, **named)


for plugin in (dingtalk, wecombot, feishu, custom_json):
    setattr(plugin, "requests", Requests())  # noqa: B010 - the one seam: the plugins take it from their own module


@dataclass(frozen=True)
class ChatRobots:
    """Chat as a carrier. `way` says which hosts may be called."""

    way: Outward

    @property
    def channel(self) -> str:
        return CHAT

    @contextmanager
    def open(self) -> Iterator["ChatRobots"]:
        """Nothing is kept open: each robot is another host."""
        yield self

    def deliver(self, parcel: Parcel) -> None:
        """Post one message. Raises Refused, Failed."""
        try:
            robot = robot_at(parcel.address)
        except Invalid as error:
            raise Refused(error.problem) from error
        call = _Call(self.way)
        token = _call.set(call)
        try:
            taken = robot.notify("\n".join(parcel.lines), title=parcel.subject, body_format=NotifyFormat.TEXT)
        finally:
            _call.reset(token)
        _judge(call, taken=bool(taken))


def _judge(call: _Call, *, taken: bool) -> None:
    if call.refused:
        raise Refused(call.refused)
    if call.failed or call.answer is None:
        raise Failed(call.failed or "no_call")
    status = call.answer.status_code
    if status >= SERVER_FAULT or status == TOO_MANY:
        raise Failed(f"http_{status}")
    if not OK <= status < OK + 100:
        raise Refused(f"http_{status}")
    if not taken or (code := _error_code(call.answer)):
        raise Failed(f"robot_{code}" if taken else "robot")


def _error_code(answer: Answer) -> int:
    """The error that a robot reports in an answer that looks well: 0 for none."""
    try:
        said = answer.json()
    except ValueError:
        return 0
    code = (said.get("errcode") or said.get("code") or 0) if isinstance(said, dict) else 0
    return code if isinstance(code, int) else 0


def robot_at(url: str) -> NotifyBase:
    """The robot behind an address, also one as its chat program shows it. Raises Invalid for any other kind.

    Asked of the four kinds themselves: Apprise would first load a hundred others.
    """
    scheme = urlsplit(url).scheme.lower() if len(url) <= LONGEST else ""
    kinds = [ROBOTS[scheme]] if scheme in ROBOTS else list(ROBOTS.values()) if scheme == "https" else []
    for kind in kinds:
        given = kind.parse_url(url) if scheme in ROBOTS else kind.parse_native_url(url)
        if given:
            try:
                return kind(**given)
            except (AppriseException, TypeError) as error:
                raise Invalid("url", "not_a_robot") from error
    raise Invalid("url", "not_a_robot")


def host_of(robot: NotifyBase) -> str:
    """The host that a robot calls, to be compared with those that are allowed."""
    fixed = getattr(robot, "notify_url", "")
    return str(urlsplit(fixed).hostname) if fixed else str(robot.host)


def checked_robot(url: str, way: Outward) -> str:
    """An address as it may be kept. Raises Invalid(`url`, `not_a_robot` | `host_not_allowed`)."""
    text = url.strip()
    robot = robot_at(text)
    if host_of(robot).lower() not in way.hosts:
        raise Invalid("url", "host_not_allowed", {"host": host_of(robot)})
    return text


def set_robot(
    session: Session, way: Outward, url: str, *, person: int | None = None, office: str | None = None
) -> None:
    """Keep the address of a person or of an office; an empty one takes it away. Raises Invalid(`url`)."""
    chat = kept.chat
    mine = chat.c.person == person if person is not None else chat.c.office == office
    checked = checked_robot(url, way) if url.strip() else None
    session.tx.execute(delete(chat).where(mine))
    if checked is not None:
        row = {"person": person, "office": office, "url": checked, "set_on": session.day}
        session.tx.execute(insert(chat).values(row))


def masked(url: str) -> str:
    """An address as it may be shown: its kind, and the last signs of its secret."""
    return f"{urlsplit(url).scheme}://…{url.rstrip('/')[-4:]}"
