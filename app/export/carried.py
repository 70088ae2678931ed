"""A run that travels inside its figure: put into a png, an svg or an html file, and read out of one again.

Note [What a figure carries]
    The tape's bytes (which hold the program's text), compressed, and the event that the figure shows. The user's home
    folder in them is written "~": as many letters long as before, for a tape's lengths and offsets are fixed. In a png
    it is a private chunk of its own (`rgRn`), which other programs keep or drop but never show; in svg and html the text
    of an element with the id ELEMENT, in base64. Reading one runs nothing: it is a tape, and tapes are only looked at.
    Sizes are bounded on both ways, also of what a small file unpacks to.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import struct
import zlib
from dataclasses import dataclass

from app.model.translate import tr
from core.wire import CHUNK, CHUNK_MAGIC, FILE_HEAD

MOST_TAPE = 64 << 20  # bytes of a tape that goes in
MOST_FILE = 96 << 20  # bytes of a figure that is read
ELEMENT = "retrograd-run"
CARRIERS = (".png", ".svg", ".html")
_HEAD = struct.Struct("<8sIqQ")  # magic, version, event, size of the tape
_MAGIC, _VERSION = b"RGCARRY\n", 1
_PNG, _CHUNK = b"\x89PNG\r\n\x1a\n", b"rgRn"
_IN_TEXT = re.compile(rb'<(metadata|script)\b[^<>]{0,200}?\bid="' + ELEMENT.encode() + rb'"[^<>]{0,200}>([^<]*)</\1')


class CarriedError(Exception):
    """A figure without a run that can be opened; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A run out of a figure: the bytes of its tape, and the event that the figure shows (-1: before the first)."""

    tape: bytes
    step: int


# ---- in


def pack(trace, step: int) -> tuple[bytes, str]:
    """(what goes into the figure, "") or (b"", why it does not, a sentence for the user)."""
    path = os.fspath(trace.tape.path)
    try:
        size = os.path.getsize(path)
        if size > MOST_TAPE:
            return b"", tr("the run was left out: its tape has {size:,.0f} MB, a figure carries at most {most:,.0f} MB.",
                           size=size / 1e6, most=MOST_TAPE / 1e6)
        with open(path, "rb") as file:
            tape = file.read(MOST_TAPE)
    except OSError as error:
        return b"", tr("the run was left out: its tape could not be read ({reason}).", reason=error.strerror or error)
    tape = scrubbed(tape, os.path.expanduser("~"))
    return _HEAD.pack(_MAGIC, _VERSION, step, len(tape)) + zlib.compress(tape, 6), ""


def into_png(png: bytes, packed: bytes) -> bytes:
    """A png with the packed run in a chunk before its last."""
    end = len(png) - 12  # IEND has no data
    return png[:end] + _png_chunk(_CHUNK, packed) + png[end:]


def as_text(packed: bytes) -> str:
    """The packed run as the text of an element with the id ELEMENT."""
    return base64.b64encode(packed).decode("ascii")


def _png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def scrubbed(tape: bytes, home: str) -> bytes:
    """A tape with the home folder in its texts written "~/./.", as long as before; numbers stay as they are."""
    ways = {home, home.replace("\\", "/"), home.replace("\\", "\\\\")} if len(home.strip("/\\")) > 1 else set()
    patterns = [re.compile(rb"(?<![\w.~-])" + re.escape(way.encode("utf-8", "surrogatepass")) + rb"(?![\w.-])")
                for way in sorted(ways, key=len, reverse=True)]
    if not patterns or len(tape) < FILE_HEAD.size:
        return tape
    data = bytearray(tape)
    magic, version, length, _, more = FILE_HEAD.unpack_from(data)
    at = FILE_HEAD.size
    _scrub(data, at, [length], patterns)
    FILE_HEAD.pack_into(data, 0, magic, version, length, zlib.crc32(data[at : at + length]), more)
    at += length
    while at + CHUNK.size <= len(data):
        head = CHUNK.unpack_from(data, at)
        strings, text, arrays, whole = head[3], head[6], head[7], head[8]
        if head[0] != CHUNK_MAGIC or whole < CHUNK.size + 8 * strings + text + arrays or at + whole > len(data):
            break  # the tail of a run that was still going on
        lengths = struct.unpack_from(f"<{strings}Q", data, at + CHUNK.size)
        if _scrub(data, at + CHUNK.size + 8 * strings, lengths, patterns):
            data[at + 4 : at + 8] = struct.pack("<I", zlib.crc32(data[at + 8 : at + whole - arrays]))
        at += whole
    return bytes(data)


def _scrub(data: bytearray, start: int, lengths, patterns: list) -> bool:
    """Write the home folder out of texts that stand end to end; whether there was any."""
    found = False
    for length in lengths:
        old = new = bytes(data[start : start + length])
        for pattern in patterns:
            new = pattern.sub(lambda at: (b"~" + b"/." * (len(at[0]) // 2))[: len(at[0])], new)
        if new != old:
            data[start : start + length], found = new, True
        start += length
    return found


# ---- out


def read(path: str | os.PathLike) -> Carried:
    """The run that a figure carries. CarriedError if there is none, or if it is damaged or too large."""
    name = os.path.basename(os.fspath(path))
    try:
        if os.path.getsize(path) > MOST_FILE:
            raise CarriedError(f"{name} is too large to be looked through for a run ({MOST_FILE / 1e6:,.0f} MB at most).")
        with open(path, "rb") as file:
            data = file.read(MOST_FILE + 1)
    except OSError as error:
        raise CarriedError(f"{name} could not be read: {error.strerror or error}.") from None
    packed = _from_png(data, name) if data.startswith(_PNG) else _from_text(data, name)
    if packed is None:
        raise CarriedError(f"{name} carries no run: a figure does if it is exported “with its run” (--with-session).")
    return _unpack(packed, name)


def _from_png(data: bytes, name: str) -> bytes | None:
    at = len(_PNG)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            break
        if kind == _CHUNK:
            body = data[at + 8 : at + 8 + length]
            if struct.unpack_from(">I", data, at + 8 + length)[0] != zlib.crc32(kind + body):
                raise _damaged(name)
            return body
        at += 12 + length
    return None


def _from_text(data: bytes, name: str) -> bytes | None:
    found = _IN_TEXT.search(data)
    if found is None:
        return None
    try:
        return base64.b64decode(b"".join(found[2].split()), validate=True)
    except (binascii.Error, ValueError):
        raise _damaged(name) from None


def _unpack(packed: bytes, name: str) -> Carried:
    if len(packed) < _HEAD.size or not packed.startswith(_MAGIC):
        raise _damaged(name)
    _, version, step, size = _HEAD.unpack_from(packed)
    if version != _VERSION:
        raise CarriedError(tr("the run in {name} was written by a newer version ({version}) of Retrograd.", name=name,
                              version=version))
    if size > MOST_TAPE:
        raise CarriedError(tr("the run in {name} is too large ({size:,.0f} MB, the most is {most:,.0f} MB).", name=name,
                              size=size / 1e6, most=MOST_TAPE / 1e6))
    unpacker = zlib.decompressobj()
    try:
        tape = unpacker.decompress(packed[_HEAD.size :], size + 1)  # never more than it says
    except zlib.error:
        raise _damaged(name) from None
    if len(tape) != size or not unpacker.eof:
        raise _damaged(name)
    return Carried(tape, step)


def _damaged(name: str) -> CarriedError:
    return CarriedError(tr("the run in {name} is damaged and cannot be opened.", name=name))
