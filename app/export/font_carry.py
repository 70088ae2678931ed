"""The fonts that a figure carries: of each the letters it uses and no others, as WOFF in the figure's style sheet.

Note [Subsets]
    A TrueType font is a set of tables. Letters keep their numbers, so what refers to them stays true; the outlines of
    those not used become empty, the map from signs to letters is written anew, and tables for features (kerning,
    ligatures, hints) are left out. WOFF is the same tables, each compressed with zlib, which every browser reads. The
    fonts are under the SIL Open Font License, which lets a document embed them; their names stay in them.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from functools import lru_cache

from .fonts import FOLDER

FACES = (("Inter", 400, "Inter-Regular.ttf", " y caption T"), ("Inter", 600, "Inter-SemiBold.ttf", "t"),
         ("JetBrains Mono", 400, "JetBrainsMono-Regular.ttf", "m r c"),
         ("JetBrains Mono", 500, "JetBrainsMono-Medium.ttf", "k"))  # family, weight, file, first classes in svg.style ("": none)
KEPT = (b"head", b"hhea", b"maxp", b"OS/2", b"hmtx", b"name", b"cvt ", b"fpgm", b"prep")
_TEXT = re.compile(r'<text(?: class="(\w+)[^"]*")?[^>]*>(.*?)</text>', re.S)
_TAG, _SIGN = re.compile(r"<[^>]*>"), {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}


def font_faces(svg: str) -> str:
    """CSS that carries the fonts of a figure with the letters of its texts."""
    used: dict[str, set[str]] = {}
    for name, inside in _TEXT.findall(svg):
        text = re.sub("&(lt|gt|quot|amp);", lambda m: _SIGN[m[0]], _TAG.sub("", inside))
        used.setdefault(name, set()).update(text)
    made = []
    for family, weight, file, classes in FACES:
        letters = set().union(*(used.get(name, set()) for name in classes.split(" ")))
        if letters:
            data = base64.b64encode(woff(subset(_tables(file), letters))).decode("ascii")
            made.append(f"@font-face{{font-family:'{family}';font-weight:{weight};"
                        f"src:url(data:font/woff;base64,{data}) format('woff')}}")
    return "".join(made)


@lru_cache(maxsize=8)
def _tables(file: str) -> dict[bytes, bytes]:
    """The tables of a font file."""
    data = (FOLDER / file).read_bytes()
    found = {}
    for k in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _sum, at, length = struct.unpack_from(">4sIII", data, 12 + 16 * k)
        found[tag] = data[at : at + length]
    return found


def subset(tables: dict[bytes, bytes], letters: set[str]) -> dict[bytes, bytes]:
    """The tables of the font with these letters only, see Note [Subsets]."""
    signs = {sign: glyph for sign, glyph in _mapping(tables[b"cmap"]).items() if chr(sign) in letters}
    count = struct.unpack_from(">H", tables[b"maxp"], 4)[0]
    long = struct.unpack_from(">h", tables[b"head"], 50)[0]
    starts = struct.unpack_from(f">{count + 1}{'I' if long else 'H'}", tables[b"loca"])
    starts = starts if long else [2 * start for start in starts]
    outline = lambda glyph: tables[b"glyf"][starts[glyph] : starts[glyph + 1]]
    wanted, todo = {0}, {0, *signs.values()}
    while todo:
        glyph = todo.pop()
        wanted.add(glyph)
        todo |= set(_parts(outline(glyph))) - wanted
    glyf, loca = bytearray(), []
    for glyph in range(count):
        loca.append(len(glyf))
        if glyph in wanted:
            glyf += outline(glyph)
            glyf += b"\0" * (-len(glyf) % 4)
    loca.append(len(glyf))
    head = bytearray(tables[b"head"])
    struct.pack_into(">h", head, 50, 1)
    made = {tag: tables[tag] for tag in KEPT if tag in tables}
    return made | {b"head": bytes(head), b"glyf": bytes(glyf), b"loca": struct.pack(f">{count + 1}I", *loca),
                   b"cmap": _map_table(signs), b"post": struct.pack(">II", 0x30000, 0) + bytes(24)}


def _mapping(cmap: bytes) -> dict[int, int]:
    """{sign: letter} of a font's map: its format 12 (all of Unicode), else its format 4."""
    tables = [struct.unpack_from(">HHI", cmap, 4 + 8 * k)[2] for k in range(struct.unpack_from(">H", cmap, 2)[0])]
    formats = {struct.unpack_from(">H", cmap, at)[0]: at for at in tables}
    found: dict[int, int] = {}
    if 12 in formats:
        at = formats[12]
        for k in range(struct.unpack_from(">I", cmap, at + 12)[0]):
            first, last, glyph = struct.unpack_from(">III", cmap, at + 16 + 12 * k)
            found.update((sign, glyph + sign - first) for sign in range(first, last + 1))
        return found
    at, count = formats[4], struct.unpack_from(">H", cmap, formats[4] + 6)[0] // 2
    read = lambda place, kind: struct.unpack_from(f">{count}{kind}", cmap, at + place)
    ends, firsts = read(14, "H"), read(16 + 2 * count, "H")
    deltas, offsets = read(16 + 4 * count, "H"), read(16 + 6 * count, "H")
    for k, (first, last, delta, offset) in enumerate(zip(firsts, ends, deltas, offsets)):
        for sign in range(first, min(last, 0xFFFE) + 1):
            glyph = sign
            if offset:
                glyph = struct.unpack_from(">H", cmap, at + 16 + 6 * count + 2 * k + offset + 2 * (sign - first))[0]
            if not offset or glyph:
                found[sign] = (glyph + delta) & 0xFFFF
    return found


def _parts(outline: bytes) -> list[int]:
    """The letters that a letter is put together of."""
    found: list[int] = []
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return found
    at, more = 10, True
    while more:
        flags, glyph = struct.unpack_from(">HH", outline, at)
        found.append(glyph)
        at += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 64 else 8 if flags & 128 else 0)
        more = bool(flags & 32)
    return found


def _map_table(signs: dict[int, int]) -> bytes:
    """A map of format 12, a group for each sign."""
    groups = b"".join(struct.pack(">III", sign, sign, glyph) for sign, glyph in sorted(signs.items()))
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(signs)) + groups


def woff(tables: dict[bytes, bytes]) -> bytes:
    """Tables as a WOFF file."""
    at, entries, bodies, plain = 44 + 20 * len(tables), [], [], 12 + 16 * len(tables)
    for tag, data in sorted(tables.items()):
        packed = zlib.compress(data, 9)
        body = packed if len(packed) < len(data) else data
        entries.append(struct.pack(">4sIIII", tag, at, len(body), len(data), _checksum(data)))
        body += b"\0" * (-len(body) % 4)
        bodies.append(body)
        at += len(body)
        plain += len(data) + -len(data) % 4
    head = struct.pack(">4sIIHHIHHIIIII", b"wOFF", 0x10000, at, len(tables), 0, plain, 1, 0, 0, 0, 0, 0, 0)
    return head + b"".join(entries) + b"".join(bodies)


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    return sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
