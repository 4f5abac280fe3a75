"""What an operator may set: one frozen `Settings`, read once at the start from variables that begin with LIFECYCLE_.

A variable nobody knows, or a value that makes no sense, stops the start with a sentence for each. `VARIABLES` is the
whole list, with unit and default; the reference in the documentation is made from it.
"""

import os
import re
import secrets
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lifecycle.accounts import DJCP3, PROFILES, Profile
from lifecycle.accounts.logins import checked_email
from lifecycle.errors import Invalid
from lifecycle.names import CODE
from lifecycle.records.people import ADMINISTRATORS

PREFIX = "LIFECYCLE_"
SHORTEST_SECRET = 32
"""Characters of a secret key that is given; one that is made has 43, from 256 random bits."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs. Sizes are in MiB, times in the units of `VARIABLES`."""

    home: Path
    database_url: str
    clock: datetime | None = None
    password_profile: Profile = DJCP3
    second_factor: tuple[str, ...] = ADMINISTRATORS
    trusted_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    proxy_hops: int = 0
    secret_key: str | None = None
    number_prefix: str = "YH"
    language: str = "zh"
    upload_mib: int = 50
    demonstration: bool = False
    address: str = "http://localhost:8000"
    mail_host: str | None = None
    mail_port: int = 587
    mail_tls: str = "starttls"
    mail_user: str | None = None
    mail_password: str | None = field(default=None, repr=False)
    mail_password_file: Path | None = None
    mail_sender: str | None = None
    mail_per_hour: int = 2000
    webhook_hosts: tuple[str, ...] = ()


class SettingsError(Exception):
    """The start is refused. `sentences` are in Chinese and in English, one pair for each wrong variable."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: the setting it gives, how it is read, what it may be, and what holds without it."""

    setting: str
    read: Callable[[str], Any]
    zh: str
    en: str
    default: str

    @property
    def name(self) -> str:
        return PREFIX + self.setting.upper()


# Reading ------------------------------------------------------------------------------------------------------


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("no zone")
    return instant


def _one_of(values: Mapping[str, Any]) -> Callable[[str], Any]:
    return lambda text: values[text]


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return read


def _matching(pattern: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return read


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in text.split(",") if host.strip())
    if not hosts or not all(re.fullmatch(r"\.?[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]", host) for host in hosts):
        raise ValueError(text)
    return hosts


def _offices(text: str) -> tuple[str, ...]:
    """Offices between commas; `none` for nobody."""
    named = tuple(office.strip() for office in text.split(",") if office.strip())
    if (
        not named
        or not all(CODE.fullmatch(office) for office in named)
        or ("none" in named and len(named) > 1)
    ):
        raise ValueError(text)
    return () if named == ("none",) else named


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
        raise ValueError(text)
    return f"{parts.scheme}://{parts.netloc}"


def _mail_address(text: str) -> str:
    checked = checked_email(text)
    if checked is None:
        raise ValueError(text)
    return checked


_YES_NO = {"yes": True, "no": False}
_TLS = {mode: mode for mode in ("starttls", "tls", "none")}

VARIABLES: tuple[Variable, ...] = (
    Variable(
        "home", lambda text: Path(text).expanduser().absolute(),
        "存放数据、附件和密钥的文件夹", "folder of the database, the files and the key",
        "~/.local/share/lifecycle, or what the platform has for it",
    ),
    Variable(
        "database_url", _matching(r"(sqlite:///|postgresql(\+psycopg)?://).+"),
        "数据库地址，sqlite:///路径 或 postgresql://…", "sqlite:///path or postgresql://…",
        "sqlite:///$LIFECYCLE_HOME/lifecycle.db",
    ),
    Variable(
        "clock", _instant,
        "演练时间，带时区，如 2026-03-18T09:00+08:00；每页都会提示",
        "a rehearsed instant with its zone, like 2026-03-18T09:00+08:00; every page says so",
        "the real time",
    ),
    Variable(
        "password_profile", _one_of(PROFILES),
        "口令规则：djcp3（等保三级）或 asvs", "password rules: djcp3 or asvs", "djcp3",
    ),
    Variable(
        "second_factor", _offices,
        "登录时须输入动态验证码的岗位，用逗号分隔；staff 为所有岗位，none 为不要求",
        "offices that must sign in with a second factor, between commas; staff for every office, none for nobody",
        "sysadmin,secadmin,auditadmin",
    ),
    Variable(
        "trusted_hosts", _hosts,
        "允许访问的主机名，用逗号分隔", "host names this site answers to, between commas",
        "localhost,127.0.0.1,[::1]",
    ),
    Variable(
        "proxy_hops", _whole(0, 5),
        "前置反向代理的层数，0 至 5", "reverse proxies in front, 0 to 5", "0",
    ),
    Variable(
        "secret_key", _matching(rf"\S{{{SHORTEST_SECRET},}}"),
        f"签名密钥，至少 {SHORTEST_SECRET} 个字符，不含空格", f"signing key, {SHORTEST_SECRET} characters or more",
        "made once and kept in $LIFECYCLE_HOME/secret-key, readable by its owner only",
    ),
    Variable(
        "number_prefix", _matching(r"[A-Z]{1,8}"),
        "项目编号的前缀，1 至 8 个大写字母", "prefix of project numbers, 1 to 8 capital letters", "YH",
    ),
    Variable(
        "language", _one_of({"zh": "zh", "en": "en"}),
        "登录前的界面语言：zh 或 en", "language before anybody has signed in: zh or en", "zh",
    ),
    Variable(
        "upload_mib", _whole(1, 200),
        "单次上传的上限，1 至 200 MiB", "largest upload, 1 to 200 MiB", "50",
    ),
    Variable(
        "demonstration", _one_of(_YES_NO),
        "是否为示例数据：yes 或 no；yes 时每页都会注明", "whether the data are invented: yes or no; each page says so",
        "no",
    ),
    Variable(
        "address", _address,
        "本系统的公开网址，如 https://kj.example.gov.cn，用于信函中的链接",
        "public address of this site, like https://kj.example.gov.cn, for links in letters",
        "http://localhost:8000",
    ),
    Variable(
        "mail_host", _matching(r"[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]"),
        "发信服务器的主机名；不设则只有站内通知", "host of the mail server; without it there is the inbox alone",
        "none",
    ),
    Variable(
        "mail_port", _whole(1, 65535), "发信服务器的端口，1 至 65535", "port of the mail server, 1 to 65535", "587",
    ),
    Variable(
        "mail_tls", _one_of(_TLS),
        "发信加密方式：starttls、tls 或 none", "how the connection is protected: starttls, tls or none", "starttls",
    ),
    Variable(
        "mail_user", _matching(r"\S{1,200}"), "发信服务器的用户名", "user name at the mail server", "none",
    ),
    Variable(
        "mail_password", _matching(r"\S.{0,199}"), "发信服务器的口令", "password at the mail server", "none",
    ),
    Variable(
        "mail_password_file", lambda text: Path(text).expanduser().absolute(),
        "存放发信口令的文件，只有所有者可读（0600）", "file with that password, readable by its owner only (0600)",
        "none",
    ),
    Variable(
        "mail_sender", _mail_address, "发件人邮箱", "mail address that letters come from", "none",
    ),
    Variable(
        "mail_per_hour", _whole(1, 1_000_000),
        "每小时最多发出多少封，1 至 1000000；超出的等下一小时，并报警",
        "letters an hour at most, 1 to 1000000; the rest wait, and an alarm is raised", "2000",
    ),
    Variable(
        "webhook_hosts", _hosts,
        "允许调用的群机器人主机名，用逗号分隔；不设则不发群消息",
        "hosts of chat robots that may be called, between commas; without them no chat is sent", "none",
    ),
)  # fmt: skip


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of an environment. An empty variable counts as not set. Raises SettingsError naming each fault."""
    known = {variable.name: variable for variable in VARIABLES}
    faults = [
        _unknown(name, tuple(known)) for name in sorted(environ) if _is_ours(name) and name not in known
    ]
    values: dict[str, Any] = {}
    for name, variable in known.items():
        if text := environ.get(name, "").strip():
            try:
                values[variable.setting] = variable.read(text)
            except (ValueError, KeyError, Invalid):
                faults.append(_wrong(variable))
    faults += _mail_faults(values)
    if faults:
        raise SettingsError(tuple(faults))
    home = values.pop("home", None) or _platform_home(environ)
    values.setdefault("database_url", f"sqlite:///{home / 'lifecycle.db'}")
    return Settings(home=home, **values)


def _mail_faults(values: Mapping[str, Any]) -> list[str]:
    """What does not go together: each fault names the variable that is missing, or is one too many."""
    set_ = {name for name in values if name.startswith(("mail_", "address"))}
    secrets_ = {"mail_password", "mail_password_file"} & set_
    wanted = {
        "mail_sender": "mail_host" in set_ and "mail_sender" not in set_,
        "address": "mail_host" in set_ and "address" not in set_,
        "mail_host": "mail_host" not in set_ and bool(set_ & {"mail_user", "mail_sender", *secrets_}),
        "mail_user": bool(secrets_) and "mail_user" not in set_,
        "mail_password": len(secrets_) != 1 and bool(secrets_ or "mail_user" in set_),
        "mail_password_file": not _is_private(values.get("mail_password_file")),
    }
    by_setting = {variable.setting: variable for variable in VARIABLES}
    return [_together(by_setting[name]) for name, is_fault in wanted.items() if is_fault]


def _is_private(path: Path | None) -> bool:
    """Whether a file with a secret is there, and is its owner's alone."""
    if path is None:
        return True
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return sys.platform == "win32" or not stat.S_IMODE(mode) & 0o077


def _together(variable: Variable) -> str:
    return (
        f"{variable.name}：与其他邮件设置不配套（缺少、多余，或文件不可用），应为{variable.zh}。\n"
        f"{variable.name}: does not go with the other settings of mail (missing, one too many, or a file that "
        f"cannot be used); wanted: {variable.en}."
    )


def mail_password_of(settings: Settings) -> str | None:
    """The password for the mail server: the one given, or the first line of its file."""
    if settings.mail_password_file is None:
        return settings.mail_password
    return settings.mail_password_file.read_text(encoding="utf-8").partition("\n")[0].strip()


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX)


def _unknown(name: str, known: tuple[str, ...]) -> str:
    listed = ", ".join(known)
    return f"{name}：没有这个设置，可用的有 {listed}。\n{name}: there is no such setting; there are {listed}."


def wrong_value(setting: str) -> SettingsError:
    """For a value that only the whole installation can tell to be wrong."""
    return SettingsError((_wrong(next(each for each in VARIABLES if each.setting == setting)),))


def _wrong(variable: Variable) -> str:
    """The value itself is not printed: it may be a secret."""
    return f"{variable.name}：取值不对，应为{variable.zh}。\n{variable.name}: wrong value; wanted: {variable.en}."


def _platform_home(environ: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "lifecycle"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "lifecycle"
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "lifecycle"


def secret_of(settings: Settings) -> str:
    """The signing key: the one given, or the one kept in the home, made at the first start."""
    if settings.secret_key is not None:
        return settings.secret_key
    path = settings.home / "secret-key"
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()
