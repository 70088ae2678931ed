"""Texts made fit to be drawn: cleaned, measured, elided; values fitted to their room."""

import xml.dom.minidom

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.export import fonts
from app.export import measure as m
from app.export.numbers_fit import fit
from core.tapevalue import TensorValue


def test_the_carried_fonts_are_the_ones_drawn_with():
    assert {"Inter", "JetBrains Mono"} <= set(fonts.load())
    from PySide6.QtGui import QFontInfo

    for style in (m.TITLE, m.SMALL, m.MONO, m.STRONG_MONO, m.CHIP):
        info = QFontInfo(fonts.font(*style))
        assert info.family() == ("JetBrains Mono" if style[2] else "Inter")
        assert info.weight() == style[1] and info.pixelSize() == style[0]


def test_the_fonts_bring_their_licences():
    names = {path.name for path in fonts.FOLDER.iterdir()}
    assert {"OFL-Inter.txt", "OFL-JetBrainsMono.txt"} <= names


@given(st.text(max_size=600))
def test_clean_text_is_one_line_of_sound_xml(text):
    cleaned = m.clean(text)
    assert len(cleaned) <= m.LONGEST
    assert not any(ord(c) < 32 or c in "\x7f\x85\u2028\u2029\u202e\ufffe\uffff" for c in cleaned)
    cleaned.encode("utf-8")
    escaped = cleaned.replace("&", "&amp;").replace("<", "&lt;")
    xml.dom.minidom.parseString(f"<a>{escaped}</a>".encode())


@given(st.text(max_size=300), st.floats(10, 300))
def test_what_is_elided_fits(text, room):
    text = m.clean(text)
    shown = m.elide(text, room, m.TITLE)
    assert shown == text or (shown.endswith("…") and (m.width(shown, m.TITLE) <= room or shown == "…"))
    if m.width(text, m.TITLE) <= room:
        assert shown == text


def test_signs_of_several_characters_are_not_torn():
    family = "👩\u200d👩\u200d👧"
    text = "w " + family * 3
    for room in range(10, 200, 3):
        shown = m.elide(text, room, m.TITLE).removesuffix("…")
        assert not shown.endswith("\u200d")
        assert (shown[2:].count("👩"), shown[2:].count("👧")) in {(2 * k, k) for k in range(4)} or len(shown) <= 2


def test_mono_widths_are_the_font_s():
    text = "[[0.25, 0.25], [0.25, 0.25]]"
    assert m.width(text, m.MONO) == pytest.approx(fonts.metrics(*m.MONO).horizontalAdvance(text), abs=0.6)
    assert m.characters(m.width("0" * 17, m.MONO)) == 17


VALUES = [
    (64.5, 10, "64.5"),
    (0.0, 10, "0"),
    (-0.75, 10, "−0.75"),
    ([[1, 2], [3, 4]], 20, "[[1, 2], [3, 4]]"),
    ([[0.123456, 2.0], [3.0, 4.0]], 24, "[[0.1235, 2], [3, 4]]"),
    ([float("nan"), float("inf")], 20, "[NaN, Infinity]"),
    ([0.25] * 400, 20, "0.25 ×400"),
    ([], 20, "empty"),
    ([True, False], 20, "[True, False]"),
]


@pytest.mark.parametrize(("data", "characters", "text"), VALUES)
def test_values_fit_their_room(data, characters, text):
    assert fit(TensorValue.of(np.array(data)), characters) == text


@given(st.lists(st.floats(width=32), min_size=1, max_size=300), st.integers(8, 40))
def test_fitted_values_never_burst_and_say_when_they_are_cut(data, characters):
    array = np.array(data, np.float32)
    text = fit(TensorValue.of(array), characters)
    assert len(text) <= max(characters + 3, 26)
    if text.count("  ") and "…" not in text:
        assert len(text.split("  ")) == len(data)
