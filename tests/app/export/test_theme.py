"""The palettes: complete, legible, and the numbers of the design."""

import re
from dataclasses import fields

import pytest

from app.export.theme import PALETTES, THEMES, contrast, heat, luminance, mix, palette, rgb


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_is_a_colour(theme):
    p = PALETTES[theme]
    for f in fields(p):
        value = getattr(p, f.name)
        if f.name != "name" and isinstance(value, str):
            assert re.fullmatch(r"#[0-9A-F]{6}", value), f.name
            assert p[f.name] == value


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["canvas", "panel", "sunken", "win", "card"])
def test_text_is_legible(theme, ground):
    p = PALETTES[theme]
    for tone in ("text", "sub", "faint", "pend", "accent", "error", "warn", "cur", "vis", "leaf", "loss"):
        assert round(contrast(p[tone], p[ground]), 1) >= 4.5, tone


@pytest.mark.parametrize("theme", THEMES)
def test_states_are_legible_on_their_fills(theme):
    p = PALETTES[theme]
    for tone, ground in (
        ("cur", "curbg"), ("vis", "visbg"), ("sub", "curbg"), ("sub", "visbg"), ("sub", "leafbg"), ("pend", "leafbg"),
        ("pend", "lossbg"), ("error", "errorbg"), ("warn", "warnbg"), ("accent", "accentbg"), ("onaccent", "accent"),
    ):  # fmt: skip
        assert contrast(p[tone], p[ground]) >= 4.5, (tone, ground)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_legible_on_bands_and_under_the_pointer(theme):
    """The rows that are chosen or hovered, the line that runs and the line that made the node."""
    p, syntax = PALETTES[theme], ("text", "keyword", "number", "string", "called", "comment")
    for ground, tones in {"accentbg": ("text", "sub", "faint", "accent", "error", "warn", "vis"), "curline": (*syntax, "cur"),
                          "hover": ("text", "sub", "faint", "accent"), "origin": (*syntax, "accent"),
                          "errorbg": ("text", "sub", "error"), "warnbg": ("text", "sub", "warn")}.items():  # fmt: skip
        for tone in tones:
            assert contrast(p[tone], p[ground]) >= 4.5, (tone, ground)


@pytest.mark.parametrize("theme", THEMES)
def test_lines_are_visible(theme):
    p = PALETTES[theme]
    assert contrast(p.edge, p.canvas) >= 3.5
    assert contrast(p.nograd, p.canvas) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_text_on_the_strongest_heat_is_legible(theme):
    p = PALETTES[theme]
    for value in (-1.0, 1.0):
        assert contrast(p.text, heat(p, value, 1.0)) >= 4.5


def test_heat_runs_from_one_end_over_the_middle_to_the_other():
    p = palette("light")
    assert heat(p, 0.0, 2.0) == p.heat_zero == heat(p, 3.0, 0.0)
    assert heat(p, 2.0, 2.0) == heat(p, 5.0, 2.0) == mix(p.heat_zero, p.heat_plus, p.heat_strength)
    assert heat(p, -2.0, 2.0) == mix(p.heat_zero, p.heat_minus, p.heat_strength)


def test_a_palette_or_its_name():
    dark = palette("dark")
    assert palette(dark) is dark and dark.is_dark and not palette("print").is_dark
    with pytest.raises(KeyError):
        palette("sepia")


def test_colour_arithmetic():
    assert rgb("#0B63B5") == (11, 99, 181)
    assert mix("#000000", "#FFFFFF", 0.5) == "#808080"
    assert luminance("#FFFFFF") == pytest.approx(1) and contrast("#000000", "#FFFFFF") == pytest.approx(21)
