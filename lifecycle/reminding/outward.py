"""Calling addresses that people have entered, without being led into our own network.

Only https, only hosts that the operator has named, only public addresses: every address of the name is looked up first,
and the connection goes to the one that was looked at, so that the answer cannot change in between. No redirect is
followed, and no more is read of an answer than is needed.
"""

import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10
MOST_READ = 64 * 1024
HTTPS = 443


class NotAllowed(Exception):
    """We do not call this address. `code`: scheme, host, port, address, unknown_host."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What came back, in the shape that Apprise's plugins read."""

    status_code: int
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        return json.loads(self.content)


def addresses_of(host: str, port: int) -> tuple[str, ...]:
    """Every address of a name, by the resolver of the machine."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def is_public(address: str) -> bool:
    """Whether an address is one of the open Internet: none of our own networks, this machine, or a group."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(parsed, "ipv4_mapped", None)
    return parsed.is_global and not parsed.is_multicast and (inner is None or inner.is_global)


@dataclass(frozen=True)
class Outward:
    """The way out. `hosts` are the names that may be called; the rest is for tests, which have no Internet."""

    hosts: tuple[str, ...]
    resolve: Callable[[str, int], Iterable[str]] = addresses_of
    permits: Callable[[str], bool] = is_public
    ports: tuple[int, ...] = (HTTPS,)
    context: Callable[[], ssl.SSLContext] = field(default=ssl.create_default_context)

    def check(self, url: str) -> tuple[str, int]:
        """The host and port of an address that may be called by its looks. Raises NotAllowed."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port or HTTPS
        except ValueError as error:
            raise NotAllowed("host") from error
        if parts.scheme != "https":
            raise NotAllowed("scheme")
        if host not in self.hosts or parts.username is not None:
            raise NotAllowed("host")
        if port not in self.ports:
            raise NotAllowed("port")
        return host, port

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send to an address. Raises NotAllowed, OSError and http.client.HTTPException."""
        host, port = self.check(url)
        connection = _Pinned(host, port, self._address(host, port), self.context())
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(MOST_READ))
        finally:
            connection.close()

    def _address(self, host: str, port: int) -> str:
        try:
            found = tuple(self.resolve(host, port))
        except OSError as error:
            raise NotAllowed("unknown_host") from error
        if not found or not all(map(self.permits, found)):
            raise NotAllowed("address")
        return found[0]


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address, which proves to be the host by its certificate."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS, context=context)
        self._address, self._tls = address, context

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), TIMEOUT_SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
