"""Figures speak the language that is asked for; the fonts that they carry hold just the letters they need."""

import base64
import itertools
import json
import re
import shutil
import struct
import subprocess
import xml.etree.ElementTree as ET
import zlib

import pytest
from PySide6.QtGui import QFontDatabase, QRawFont

from app.export import ExportError, export
from app.export.font_carry import FACES, _mapping, _tables, font_faces, subset, woff
from app.export.fonts import css
from app.export.tex_text import tex
from app.model import translate

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("kind, words", [
    ("svg", ("叶子", "已访问", "值", "运算")), ("dot", ("叶子", "已访问", "值")), ("mmd", ("叶子", "已访问", "值")),
    ("tex", (tex("叶子"), tex("已访问"))), ("html", ("叶子",)),
])  # fmt: skip
def test_a_figure_says_it_in_chinese(trace_of, tmp_path, kind, words):
    trace = trace_of("tutorial")
    options = {"all_steps": True} if kind == "html" else {"legend": kind in ("svg", "tex")}
    export(trace, tmp_path / f"zh.{kind}", lang="zh", **options)
    export(trace, tmp_path / f"en.{kind}", lang="en", **options)
    zh, en = ((tmp_path / f"{lang}.{kind}").read_text(encoding="utf-8") for lang in ("zh", "en"))
    assert all(word in zh and word not in en for word in words)
    assert "MulBackward0" in zh and translate.chosen() == "en"
    if kind == "svg":
        ET.fromstring(zh)
        assert not {"leaf", "visited", "value", "not tracked", "operation"} & set(re.findall(r">([^<>]+)<", zh))


def test_numbers_in_a_json_keep_their_english_names(trace_of, tmp_path):
    export(trace_of("tutorial"), tmp_path / "a.json", lang="zh")
    assert {n["state"] for n in json.loads((tmp_path / "a.json").read_text())["nodes"]} <= {"visited", "current", "pending"}


def test_what_is_wrong_is_said_in_the_language(trace_of, tmp_path):
    with pytest.raises(ExportError, match="运行的这一部分里没有“nobody”"):
        export(trace_of("tutorial"), tmp_path / "a.svg", lang="zh", selection="nobody")
    with pytest.raises(ExportError, match="there is no language “xx”"):
        export(trace_of("tutorial"), tmp_path / "a.svg", lang="xx")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="LaTeX is not installed")
def test_chinese_tikz_compiles(trace_of, tmp_path):
    export(trace_of("tutorial"), tmp_path / "a.tex", lang="zh", legend=True)
    words = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    made = subprocess.run(words, cwd=tmp_path, capture_output=True, timeout=60)
    assert made.returncode == 0 and b"lualatex or xelatex" in (tmp_path / "a.tex").read_bytes()


# ---- fonts


def unpacked(data: bytes) -> dict[bytes, bytes]:
    """The tables of a WOFF file."""
    assert data[:4] == b"wOFF" and struct.unpack_from(">I", data, 8)[0] == len(data)
    found = {}
    for k in range(struct.unpack_from(">H", data, 12)[0]):
        tag, at, packed, length, _sum = struct.unpack_from(">4sIIII", data, 44 + 20 * k)
        body = data[at : at + packed]
        found[tag] = zlib.decompress(body) if packed < length else body
        assert len(found[tag]) == length and at % 4 == 0
    return found


@pytest.mark.parametrize("file", [face[2] for face in FACES])
def test_a_subset_has_its_letters_as_they_were(file):
    letters = set("Mul Bäckwärd0 −…±×·→ fi é 1(2, 3)=*@_")
    whole, tables = _tables(file), unpacked(woff(subset(_tables(file), letters)))
    signs, old = _mapping(tables[b"cmap"]), _mapping(whole[b"cmap"])
    assert {chr(sign) for sign in signs} == {c for c in letters if ord(c) in old} and signs == {s: old[s] for s in signs}
    assert tables[b"hmtx"] == whole[b"hmtx"] and tables[b"name"] == whole[b"name"]
    offsets = struct.unpack(f">{len(tables[b'loca']) // 4}I", tables[b"loca"])
    assert offsets[-1] == len(tables[b"glyf"]) and all(a <= b for a, b in itertools.pairwise(offsets))
    filled = sum(a < b for a, b in itertools.pairwise(offsets))
    assert len(signs) - 2 <= filled < 3 * len(letters)


def test_qt_draws_a_subset_as_the_font_itself():
    """Qt reads plain TrueType, so the tables are put together as one."""
    tables = subset(_tables("Inter-Regular.ttf"), set("Backwrd0é"))
    at, entries, body = 12 + 16 * len(tables), b"", b""
    for tag, data in sorted(tables.items()):
        entries += struct.pack(">4sIII", tag, 0, at + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    made = QRawFont()
    made.loadFromData(struct.pack(">IHHHH", 0x10000, len(tables), 0, 0, 0) + entries + body, 40.0, made.hintingPreference())
    from app.export.fonts import FOLDER

    real = QRawFont(str(FOLDER / "Inter-Regular.ttf"), 40.0)
    assert made.isValid() and made.glyphIndexesForString("Bé") == real.glyphIndexesForString("Bé")
    for glyph in real.glyphIndexesForString("Backwrd0é"):
        assert made.pathForGlyph(glyph) == real.pathForGlyph(glyph) and not made.pathForGlyph(glyph).isEmpty()
    assert made.pathForGlyph(real.glyphIndexesForString("Z")[0]).isEmpty()


def test_an_svg_carries_its_fonts_when_asked(trace_of, tmp_path):
    trace = trace_of("tutorial")
    plain = export(trace, tmp_path / "plain.svg")
    export(trace, tmp_path / "carried.svg", carry_fonts=True)
    text, bare = ((tmp_path / f"{name}.svg").read_text(encoding="utf-8") for name in ("carried", "plain"))
    ET.fromstring(text)
    assert text.count("@font-face") == 3 and "@font-face" not in bare and plain.path
    assert len(text) < 70_000
    for data in re.findall(r"data:font/woff;base64,([A-Za-z0-9+/=]+)", text):
        unpacked(base64.b64decode(data))
    assert font_faces('<text class="t" x="1">&lt;a&amp;b</text>').count("@font-face") == 1


def test_chinese_fonts_come_after_those_for_latin_letters():
    for mono in (False, True):
        names = css(mono).split(",")
        cjk = next(k for k, name in enumerate(names) if "CJK" in name)
        assert cjk == len(names) - 2 and names[-1] in ("sans-serif", "monospace")


FALLBACKS = ("Arial", "Liberation Sans", "Helvetica", "Noto Sans", "Noto Sans CJK SC", "DejaVu Sans")


def test_texts_have_room_in_other_fonts(trace_of):
    """Where Inter is missing, what stands at the left of a card's second line still does not reach what is at its right."""
    from PySide6.QtGui import QFont, QFontMetricsF

    from app.export import measure as m
    from tests.app.export.test_scene import stage_of

    known = set(QFontDatabase.families())
    scene = stage_of(trace_of("tutorial")).at(10)
    for family in known.intersection(FALLBACKS):
        font = QFont(family)
        font.setPixelSize(11)
        for slot in range(len(scene.sheet)):
            card, box = scene.card(slot), scene.sheet.boxes[slot]
            if not card.chip:
                room = m.inner(box[2] - box[0]) - m.width(card.shape, m.MONO)
                assert QFontMetricsF(font).horizontalAdvance(card.sub) <= room, (family, card.sub)
