"""Every answer from outside is read within bounds: of bytes, counted as they come out of a compression, and of time for the whole.

A time-out of httpx counts from byte to byte, so an answer that drips never meets it; and 149 kB of gzip may hold 512 MB. Here a deadline
holds for everything that a thread sends and reads (looking up a name aside), and no piece is unpacked that is larger than `PIECE`.
"""

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

PIECE = 64 * 1024
ACCEPTED_ENCODINGS = "gzip, deflate"
FORMS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}  # zlib's `wbits`; some call it deflate and leave zlib's frame out


@dataclass(frozen=True)
class Bounds:
    """The most bytes of one answer, unpacked, and the most seconds from its request to its end."""

    bytes: int = 8 * 2**20
    total_s: float = 20.0


BOUNDS = Bounds()


class AnswerTooLargeError(httpx.DecodingError):
    """An answer that is longer than we read."""


class Bounded(httpx.BaseTransport):
    """Returns answers that are read to their end and unpacked. Raises httpx.TransportError and httpx.DecodingError as httpx does."""

    def __init__(self, inner: httpx.BaseTransport, bounds: Bounds) -> None:
        self._inner, self._bounds = inner, bounds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["Accept-Encoding"] = ACCEPTED_ENCODINGS
        with within(self._bounds.total_s):
            answer = self._inner.handle_request(request)
            try:
                content = _whole(decoded(answer), self._bounds.bytes)
            finally:
                answer.close()
        # What was true of the answer on its way is not true of what is returned.
        kept = [(name, value) for name, value in answer.headers.raw if name.lower() not in {b"content-encoding", b"transfer-encoding"}]
        return httpx.Response(answer.status_code, headers=kept, content=content, request=request)

    def close(self) -> None:
        self._inner.close()


def decoded(answer: httpx.Response) -> Iterator[bytes]:
    """Yield an answer's content, unpacked, in pieces of at most `PIECE` where it was packed. Raises httpx.DecodingError."""
    encodings = [name.strip().lower() for name in answer.headers.get("Content-Encoding", "").split(",")]
    packed = [name for name in encodings if name not in {"", "identity"}]
    if not isinstance(answer.stream, httpx.SyncByteStream):
        raise TypeError("an answer of a synchronous transport was expected")
    if not packed:
        return iter(answer.stream)
    if len(packed) > 1 or packed[0] not in FORMS:
        raise httpx.DecodingError("an encoding that was not asked for")
    return _unpacked(answer.stream, FORMS[packed[0]])


def _unpacked(chunks: Iterable[bytes], forms: tuple[int, ...]) -> Iterator[bytes]:
    """Unpack piece by piece; the first of `forms` that fits the beginning is the form of the whole."""
    unpacker, is_begun = zlib.decompressobj(forms[0]), False
    try:
        for chunk in chunks:
            rest = chunk
            while True:
                try:
                    piece = unpacker.decompress(rest, PIECE)
                except zlib.error:
                    if is_begun or len(forms) == 1:
                        raise
                    unpacker, forms = zlib.decompressobj(forms[1]), forms[1:]
                    continue
                is_begun = is_begun or bool(piece)
                rest = unpacker.unconsumed_tail
                if piece:
                    yield piece
                if unpacker.eof or not piece or not (rest or len(piece) == PIECE):
                    break
            if unpacker.eof:
                return
    except zlib.error as error:
        raise httpx.DecodingError("a compression that is broken") from error
    if is_begun:
        raise httpx.DecodingError("a compression that breaks off")


def _whole(pieces: Iterable[bytes], most: int) -> bytes:
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > most:
            raise AnswerTooLargeError(f"more than {most} bytes")
        _left_s(None, error=httpx.ReadTimeout)
    return bytes(found)


class _Deadline(threading.local):
    until: float | None = None


_deadline = _Deadline()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let everything that this thread sends and reads in the block end by then. A deadline around it stays where it is earlier."""
    before, until = _deadline.until, time.monotonic() + seconds
    _deadline.until = until if before is None else min(before, until)
    try:
        yield
    finally:
        _deadline.until = before


def _left_s(timeout: float | None, error: type[Exception]) -> float | None:
    """Return the shorter of a time-out and what is left of the deadline."""
    if _deadline.until is None:
        return timeout
    left_s = _deadline.until - time.monotonic()
    if left_s <= 0:
        raise error("the time for the whole answer is over")
    return left_s if timeout is None else min(timeout, left_s)


class BoundedTransport(httpx.HTTPTransport):
    """httpx's transport with connections that keep to the deadline of the thread that uses them."""

    def __init__(self, tls: ssl.SSLContext, limits: httpx.Limits) -> None:
        super().__init__(verify=tls, limits=limits)
        # httpx has no way to hand on a network backend, which httpcore offers for this.
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=_Backend(),
        )


class _Backend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers; all of them together have the time-out that httpcore gives to each."""
        given_s = _left_s(timeout, httpcore.ConnectTimeout)
        until = None if given_s is None else time.monotonic() + given_s
        addresses = _addresses(host, port)
        for tried, address in enumerate(addresses):
            left_s = None if until is None else max(until - time.monotonic(), 0.01) / (len(addresses) - tried)
            try:
                return _Stream(super().connect_tcp(address, port, left_s, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if tried == len(addresses) - 1:
                    raise
        raise httpcore.ConnectError(f"no address of {host}")


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"the name {host} is not known") from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left_s(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left_s(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _left_s(timeout, httpcore.ConnectTimeout)))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own
        return self._inner.get_extra_info(info)
