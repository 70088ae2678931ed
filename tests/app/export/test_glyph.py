"""Large tensors on cards: their heat maps and statistics, made once, waited for nowhere, in every kind of figure."""

import base64
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

import core
from app.export import export, glyph
from app.export import measure as m
from app.export.glyph import BAD, LEVELS, Glyphs
from app.export.paint import paint_scene
from app.export.paint_glyph import paint_heat
from app.export.scene import build_scene, build_stage
from app.export.theme import PALETTES, contrast, glyph_ramp
from app.model.graph import Graph
from app.model.trace import Trace
from core import facade as torch
from core.tapevalue import TensorValue

SVG = "{http://www.w3.org/2000/svg}"


def of(array, dtype=None):
    return Glyphs().of(TensorValue.of(np.asarray(array, dtype)))


def test_cells_are_block_means_about_zero():
    array = np.zeros((48, 104), np.float32)
    array[:4, :4], array[-4:, -4:] = 2.0, -2.0
    array[:2, -4:] = 2.0  # half of a block
    made = of(array)
    codes = made.table().astype(int) - LEVELS
    assert codes.shape == (12, 26) and (made.wide, made.high) == (52, 24)
    assert codes[0, 0] == LEVELS and codes[-1, -1] == -LEVELS and codes[5, 5] == 0
    assert codes[0, -1] == round(0.5**0.8 * LEVELS)


@pytest.mark.parametrize("shape, cells", [
    ((16,), (1, 16)), ((1000,), (1, 26)), ((40, 1), (12, 1)), ((3, 5), (3, 5)), ((784, 64), (12, 6)), ((64, 784), (6, 26)),
    ((2, 5, 16), (10, 16)), ((8, 3, 5, 5), (12, 12)),
])  # fmt: skip
def test_what_is_shown_follows_from_the_shape(shape, cells):
    made = of(np.arange(np.prod(shape), dtype=np.float32).reshape(shape))
    assert (made.rows, made.columns) == cells and len(made.codes) == cells[0] * cells[1]
    assert glyph.blank(TensorValue.of(np.zeros(shape))).wide == made.wide


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "bool", "complex64", "float16"])
def test_statistics_are_those_of_numpy(dtype):
    array = (np.random.default_rng(1).standard_normal((30, 20)) * 3 + 100).astype(dtype)
    seen = np.abs(array) if dtype == "complex64" else array.astype(float)
    first, second = (line.replace("\u2212", "-") for line in of(array).lines) if dtype != "bool" else (None, None)
    if dtype == "bool":
        assert of(array).lines == ("1 ×600",)
        return
    mean, spread = map(float, first.split(" ± "))
    assert mean == pytest.approx(seen.mean(), rel=0.006) and spread == pytest.approx(seen.std(ddof=1), rel=0.06)
    assert [float(x) for x in second.split(" … ")] == pytest.approx([seen.min(), seen.max()], rel=0.006)


def test_what_is_not_finite_is_counted_and_marked():
    array = np.ones((6, 12), np.float32)
    array[2, 3], array[4, 4], array[0, 0] = np.nan, np.inf, 7.0
    made = of(array)
    table = made.table()
    assert (table == BAD).sum() == 2 and table[2, 3] == BAD and table[4, 4] == BAD and table[0, 0] == 2 * LEVELS
    assert made.lines[1] == "1 NaN, 1 Inf" and made.odd and len(made.bad()) == 2
    assert of(np.full((5, 5), np.nan)).lines == ("25 NaN",)
    assert len(of(np.full((50, 50), np.nan)).bad()) == 12


@pytest.mark.parametrize("array", [np.full(9, 1e300), np.array([1e300, -1e300] * 8), np.zeros((3, 0, 2)), np.full((20, 2), 1e-300)])
def test_no_number_is_too_large_or_too_small(array):
    if array.size:
        made = of(array)
        assert all(len(line) <= glyph.STATS for line in made.lines) and "nan" not in made.text.lower()


@pytest.mark.parametrize("shape", [(700, 700), (3, 200_000), (200_000, 3), (300_000,)])
def test_in_slices_it_is_what_it_is_at_once(shape, monkeypatch):
    value = TensorValue.of(np.random.default_rng(2).standard_normal(shape).astype(np.float32))
    sliced = of(value.array)
    monkeypatch.setattr(glyph, "SLICE", 1 << 40)
    assert of(value.array) == sliced


def test_a_large_tensor_is_not_waited_for():
    value, store = TensorValue.of(np.ones((600, 600), np.float32)), Glyphs()
    assert store.ready(value) is None and store.ready(value) is None
    for _ in range(1000):
        store.work(1e-5)
    assert store.ready(value) == store.of(value) and store.ready(value).lines == ("1 ×360,000",)
    assert store.ready(TensorValue.of(np.ones((6, 6), np.float32))) is not None


# ---- on cards


@pytest.fixture
def trace(tmp_path):
    """A run with a large matrix, a vector, small tensors, and NaN in a gradient."""
    with core.record(tmp_path / "run.tape"):
        x = torch.arange(600.0).reshape(20, 30) - 300.0
        w = (torch.arange(30.0).reshape(30, 1) / 30 - 0.5).repeat(1, 12).requires_grad_()
        h = (x @ w) * (x @ w > 0)
        s = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
        loss = torch.sqrt(h).sum() + s.sum()
        loss.backward()
    made = Trace(core.open_tape(str(tmp_path / "run.tape")))
    made.extend()
    yield made
    made.tape.close()


def stage_of(trace):
    graph = Graph(trace)
    return build_stage(trace, graph, graph.scope_at(len(trace) - 1))


def weight(scene) -> int:
    """The graph node of the leaf w."""
    return next(n.index for n in scene.part.nodes if n.kind == "leaf" and n.shape == "(30, 12)")


def test_a_card_shows_a_map_where_the_numbers_have_no_room(trace):
    scene = stage_of(trace).at(len(trace) - 1)
    cards = [(scene.card(slot), scene.sheet.boxes[slot]) for slot in range(len(scene.sheet))]
    card, box = cards[scene.sheet.card[weight(scene)]]
    assert [row.glyph is not None for row in card.rows] == [True, True] and card.row_h == m.TALL_ROW
    assert "NaN" in card.rows[1].text and card.rows[1].lines[-1][1] == "error"
    assert box[3] - box[1] == m.card_height(2, tall=True)
    card, box = next(found for found in cards if found[0].shape == "(2, 2)")
    assert card.rows[0].text == "[[1, 2], [3, 4]]" and card.rows[0].glyph is None and card.row_h == m.ROW_H
    for card, box in cards:
        for row in (row for row in card.rows if row.glyph):
            beside = row.glyph.wide + 8 + max(m.width(line, m.MONO) for line in row.glyph.lines)
            assert m.LABEL_W + beside <= m.inner(box[2] - box[0]) + 0.1


def test_a_card_that_waits_says_so_and_shows_its_map_later(trace, monkeypatch):
    monkeypatch.setattr(glyph, "AT_ONCE", 0)
    scene = stage_of(trace).at(len(trace) - 1)
    slot = int(scene.sheet.card[weight(scene)])
    card = scene.card(slot, wait=False)
    assert card.waits and card.rows[0].text == "…"
    scene.stage.glyphs.work(5.0)
    assert not scene.card(slot, wait=False).waits and scene.card(slot, wait=False) == scene.card(slot)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_the_colours_are_told_apart(theme):
    p, ramp = PALETTES[theme], glyph_ramp(theme)
    assert len(ramp) == BAD + 1 and len(set(ramp)) > 50
    assert contrast(ramp[0], ramp[LEVELS]) > 2.5 and contrast(ramp[2 * LEVELS], ramp[LEVELS]) > 2.5
    blue, orange = (tuple(int(c[k : k + 2], 16) for k in (1, 3, 5)) for c in (ramp[0], ramp[2 * LEVELS]))
    assert blue[2] - blue[0] > 80 and orange[0] - orange[2] > 80  # apart along blue and yellow, which all eyes see
    assert ramp[LEVELS] != p.card


@pytest.mark.parametrize("scale, wide", [(1.0, False), (0.4, True)])
def test_seen_from_afar_the_map_takes_the_room_of_the_words(trace, scale, wide):
    scene = stage_of(trace).at(len(trace) - 1)
    slot = int(scene.sheet.card[weight(scene)])
    left, top, right, bottom = scene.sheet.boxes[slot]
    image = QImage(round((right - left) * scale), round((bottom - top) * scale), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.scale(scale, scale)
    painter.translate(-left, -top)
    paint_scene(painter, scene, PALETTES["light"], [slot], [])
    painter.end()
    row = [image.pixelColor(x, round((bottom - top) * scale * 0.45)) for x in range(image.width())]
    heated = sum(max(c.red(), c.blue()) - min(c.red(), c.green(), c.blue()) > 40 for c in row)
    assert (heated > 0.6 * image.width()) == wide


def test_a_map_of_few_cells_is_painted_cell_by_cell():
    made = of(np.array([[-1.0, 0.0, 1.0], [1.0, np.nan, -0.5], [0, 0, 0]]))
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    paint_heat(painter, QRectF(0, 0, 60, 60), made, PALETTES["light"])
    painter.end()
    ramp = glyph_ramp("light")
    at = lambda i, j: image.pixelColor(20 * j + 3, 20 * i + 10).name().upper()
    assert [at(0, 0), at(0, 1), at(0, 2), at(1, 0)] == [ramp[0], ramp[LEVELS], ramp[-2], ramp[-2]]
    assert at(1, 1) == PALETTES["light"].error.upper()


def test_every_kind_of_figure_has_the_map_or_its_statistics(trace, tmp_path):
    for kind in ("svg", "tex", "dot", "mmd", "png", "pdf"):
        export(trace, tmp_path / f"a.{kind}", legend=kind in ("svg", "tex", "png", "pdf"))
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    root = ET.fromstring(svg)
    assert "each map on its own scale" in svg and "−300 … 299" in svg
    windows = [e for e in root.iter(f"{SVG}svg") if e.get("viewBox") and e.get("x")]
    assert len(windows) >= 4 and all(e[0].get("href") == "#h" for e in windows)
    image = next(root.iter(f"{SVG}image"))
    sheet = QImage.fromData(base64.b64decode(image.get("href").partition(",")[2]))
    assert (sheet.width(), sheet.height()) == (int(image.get("width")), int(image.get("height")))
    for window in windows:
        u, v, wide, high = map(int, window.get("viewBox").split())
        assert u + wide <= sheet.width() and v + high <= sheet.height()
        assert int(window.get("width")) == 2 * wide and int(window.get("height")) == 2 * high
    u, v, wide, high = map(int, windows[0].get("viewBox").split())
    first = [sheet.pixelColor(u + wide // 2, v + y) for y in range(high) if sheet.pixelColor(u + wide // 2, v + y).alpha()]
    assert first[0].blue() > first[0].red() and any(c.red() > c.blue() for c in first)  # x: from below zero to above it
    tex = (tmp_path / "a.tex").read_text(encoding="ascii")
    assert len(re.findall(r"\\fill\[rg[0-9A-F]{6}\]", tex)) > 20 and "$\\pm$" in tex
    for kind in ("dot", "mmd"):
        text = (tmp_path / f"a.{kind}").read_text(encoding="utf-8")
        assert re.search(r"value .*(±|#177;).*(…|#8230;)", text)


def test_pills_of_large_gradients_have_their_statistics(tmp_path):

    with core.record(tmp_path / "a.tape"):
        w = torch.linspace(-1.0, 1.0, 60, requires_grad=True)
        (torch.tanh(w * 2.0) + 0.0).sum().backward()
    trace = Trace(core.open_tape(str(tmp_path / "a.tape")))
    trace.extend()
    graph = Graph(trace)
    at = next(s for s in range(len(trace)) if trace.kind(s) == "node" and trace[s]["grad_fn"].startswith("Mul"))
    said = {p.text for p in build_scene(trace, graph, graph.scope_at(at), at).pills()}
    assert len(said) == 2 and all(" ± " in text for text in said)
    trace.tape.close()
