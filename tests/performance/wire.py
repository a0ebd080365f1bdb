"""Counting on the wire: a proxy between the driver and PostgreSQL that sees every statement and every round trip."""

from __future__ import annotations

import contextlib
import socket
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qs, quote

from sqlalchemy import URL, make_url

_STATEMENTS = (b"Q", b"E")  # a simple query; the execution of a prepared one
_SYNC, _FLUSH = (b"Q", b"S"), b"H"
"""Where the client waits for the server: what ends a query or a pipeline, and a flush in the middle of one."""


class Wire:
    """While it is entered, `url` leads to the same database, and what passes is counted."""

    def __init__(self, url: str) -> None:
        self._target = _socket_of(make_url(url))
        self._folder = tempfile.mkdtemp(prefix="guanxi-wire-")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(Path(self._folder) / ".s.PGSQL.5432"))
        self._listener.listen()
        database = make_url(url).database
        self.url = f"postgresql+psycopg://postgres@/{database}?host={quote(self._folder)}&port=5432"
        self.statements = 0
        self.round_trips = 0
        self._connections: list[_Connection] = []

    def reset(self) -> None:
        """Count from zero."""
        self.statements = self.round_trips = 0

    def __enter__(self) -> Wire:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._connections:
            connection.close()
        (Path(self._folder) / ".s.PGSQL.5432").unlink(missing_ok=True)
        Path(self._folder).rmdir()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self._target))
            self._connections.append(_Connection(self, client, server))
            self._connections[-1].start()


class _Connection:
    """One client's connection: two threads, one per direction."""

    def __init__(self, wire: Wire, client: socket.socket, server: socket.socket) -> None:
        self._wire = wire
        self._client = client
        self._server = server
        self._last = b""
        self._buffer = b""
        self._began = False
        directions = (self._forward, self._answer)
        self._threads = [threading.Thread(target=direction, daemon=True) for direction in directions]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End both directions, as if each side had hung up."""
        for end in (self._client, self._server):
            _end(end, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._client.close()
        self._server.close()

    def _forward(self) -> None:
        alive = True
        while alive and (data := _received(self._client)):
            self._count(data)
            alive = _sent(self._server, data)
        _end(self._server)

    def _answer(self) -> None:
        alive = True
        while alive and (data := _received(self._server)):
            alive = _sent(self._client, data)
        _end(self._client)

    def _count(self, data: bytes) -> None:
        self._buffer += data
        while True:
            head = 0 if not self._began else 1  # the very first message has no type
            if len(self._buffer) < head + 4:
                return
            length = int.from_bytes(self._buffer[head : head + 4], "big")
            if len(self._buffer) < head + length:
                return
            if self._began:
                self._note(self._buffer[:1])
            self._began = True
            self._buffer = self._buffer[head + length :]

    def _note(self, kind: bytes) -> None:
        self._wire.statements += kind in _STATEMENTS
        self._wire.round_trips += kind in _SYNC or (kind == _FLUSH and self._last not in _SYNC)
        self._last = kind


def _socket_of(url: URL) -> Path:
    folder = url.query.get("host") or parse_qs(str(url)).get("host", [""])[0]
    return Path(str(folder)) / f".s.PGSQL.{url.query.get('port') or url.port or 5432}"


def _received(source: socket.socket) -> bytes:
    try:
        return source.recv(65536)
    except OSError:
        return b""


def _sent(target: socket.socket, data: bytes) -> bool:
    try:
        target.sendall(data)
    except OSError:
        return False
    return True


def _end(target: socket.socket, how: int = socket.SHUT_WR) -> None:
    with contextlib.suppress(OSError):
        target.shutdown(how)
