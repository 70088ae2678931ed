"""What can be chosen of a figure: key and caption, ground, part, page, values; and the kinds that are text."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainterPath

import core
from app.export import REGISTRY, ExportError, Options, curves, export
from app.export.legend import caption_lines
from app.export.scene import build_scene
from app.export.tex_text import tex
from app.model.graph import Graph
from app.model.trace import Trace
from core import facade as torch
from core.tapefile import open_tape

SVG = "{http://www.w3.org/2000/svg}"


def svg_of(trace, tmp_path, **options):
    export(trace, tmp_path / "a.svg", **options)
    return ET.parse(tmp_path / "a.svg").getroot()


def texts(root):
    return ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]


def cards(root):
    return [g.get("id") for g in root.iter(f"{SVG}g") if re.fullmatch(r"n\d+", g.get("id") or "")]


def backward_step(trace, nth=2):
    return [s for s in range(len(trace)) if trace.kind(s) == "node"][nth]


# ---- key and caption


def test_the_key_is_of_what_is_seen(trace_of, tmp_path):
    trace = trace_of("tutorial")
    said = texts(svg_of(trace, tmp_path, legend=True, step=backward_step(trace)))
    assert {"leaf, gathers .grad", "operation", "current", "visited", "not yet", "gradient, now"} <= set(said)
    assert "cut: no gradient goes on" not in said
    cut = trace_of("detach")
    assert "cut: no gradient goes on" in texts(svg_of(cut, tmp_path, legend=True))
    assert "operation" not in texts(svg_of(trace, tmp_path))


def test_a_caption_is_wrapped_filled_in_and_told_to_screen_readers(trace_of, tmp_path):
    trace = trace_of("tutorial")
    words = "Step {step} of {steps} in {file}: " + "many words " * 40
    root = svg_of(trace, tmp_path, caption=words, step=3)
    lines = [t for t in root.iter(f"{SVG}text") if t.get("class") == "caption"]
    assert lines[0].text.startswith("Step 4 of 11 in program.py: many words") and len(lines) > 4
    assert root.find(f"{SVG}desc").text.startswith("Step 4 of 11")
    assert "{sentence}" not in "".join(texts(svg_of(trace, tmp_path, caption="{sentence}", step=3)))


def test_a_caption_never_runs_out_of_its_figure(trace_of, tmp_path):
    from app.export import measure as m
    from app.export.legend import CAPTION

    for text in ("a " * 900, "x" * 1900, "梯" * 1900, "one\n\ntwo\r\nthree"):
        lines = caption_lines(text, 300)
        assert lines and all(m.width(line, CAPTION) <= 301 for line in lines)
    assert caption_lines("one\n\ntwo", 300) == ["one", "", "two"]


def test_key_and_caption_enlarge_the_figure(trace_of, tmp_path):
    trace = trace_of("tutorial")
    bare = export(trace, tmp_path / "a.png")
    full = export(trace, tmp_path / "b.png", legend=True, caption="Words")
    assert full.height > bare.height + 40 and full.width >= bare.width


# ---- ground


def test_a_ground_of_ones_own(trace_of, tmp_path):
    trace = trace_of("tutorial")
    for kind in ("svg", "png"):
        export(trace, tmp_path / f"a.{kind}", background="#123")
    assert QImage(str(tmp_path / "a.png")).pixelColor(1, 1) == QColor("#112233")
    assert ".ground{fill:#112233}" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_words_on_a_ground_of_ones_own_can_be_read(trace_of):
    from app.export.frame import Frame
    from app.export.job import Job
    from app.export.theme import contrast

    trace = trace_of("tutorial")
    for ground in ("#000000", "#FFFFFF", "#808080", "#F0F020", "#102060"):
        for theme in ("light", "dark", "print"):
            frame = Job(trace, REGISTRY["svg"], len(trace) - 1, Options(theme=theme, background=ground)).frame()
            assert isinstance(frame, Frame)
            assert contrast(frame.ink, ground) >= 4.5 and contrast(frame.palette.edge, ground) >= 3


# ---- part


def test_a_selection_by_number_name_and_line(trace_of, tmp_path):
    trace = trace_of("tutorial")
    everything = cards(svg_of(trace, tmp_path))
    by_number = cards(svg_of(trace, tmp_path, selection="1"))
    by_name = svg_of(trace, tmp_path, selection="x, Mul*")
    assert len(by_number) < len(everything)
    assert {"x", "y * y"} <= set(texts(by_name)) and "out = z.mean()" not in texts(by_name)
    assert texts(svg_of(trace, tmp_path, selection="line:5")).count("out = z.mean()") == 1
    with pytest.raises(ExportError, match="nothing in this part"):
        svg_of(trace, tmp_path, selection="nobody")


def test_edges_of_a_selection_are_those_within_it(trace_of, tmp_path):
    root = svg_of(trace_of("tutorial"), tmp_path, selection="x,AddBackward0")
    edges = [g.find(f"{SVG}title").text for g in root.iter(f"{SVG}g") if (g.get("id") or "").startswith("e")]
    assert sorted(edges) == ["2 → y", "x → y"]


def test_an_area_is_a_window_on_the_graph(trace_of, tmp_path):
    trace = trace_of("tutorial")
    whole = svg_of(trace, tmp_path)
    left, top, _, _ = map(float, whole.get("viewBox").split())
    root = svg_of(trace, tmp_path, area=(left, top, left + 300, top + 200))
    assert root.get("viewBox").split()[2:] == ["300", "200"]
    assert 0 < len(cards(root)) < len(cards(whole)) and root.find(f".//{SVG}clipPath") is not None
    empty = svg_of(trace, tmp_path, area=(left - 9000, top, left - 8700, top + 200))
    assert cards(empty) == []


def test_without_values_there_are_no_numbers(trace_of, tmp_path):
    trace = trace_of("tutorial")
    root = svg_of(trace, tmp_path, values=False, step=backward_step(trace))
    assert not [t for t in texts(root) if "value" in t or "[" in t or "not yet" in t]
    assert float(root.get("height")) < float(svg_of(trace, tmp_path).get("height"))
    for kind in ("dot", "mmd", "json"):
        export(trace, tmp_path / f"a.{kind}", values=False)
        assert "0.75" not in (tmp_path / f"a.{kind}").read_text(encoding="utf-8")
        export(trace, tmp_path / f"a.{kind}")
        assert "0.75" in (tmp_path / f"a.{kind}").read_text(encoding="utf-8")


# ---- page


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="pdfinfo is not installed")
def test_a_page_of_a_given_size_lies_as_the_figure_does(trace_of, tmp_path):
    for trace, wide in ((trace_of("tutorial"), False), (trace_of("mlp", widths=(2, 9, 1)), True)):
        export(trace, tmp_path / "a.pdf", page="a4", direction="right" if wide else "down")
        told = subprocess.run(["pdfinfo", tmp_path / "a.pdf"], capture_output=True, text=True, check=True).stdout
        size = tuple(map(float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told).groups()))
        assert sorted(size) == pytest.approx([595, 842], abs=1) and (size[0] > size[1]) == wide


# ---- what is given


def test_a_figure_of_a_path_of_a_tape_and_of_nothing_at_all(trace_of, tmp_path):
    trace = trace_of("tutorial")
    a = export(trace.tape.path, tmp_path / "a.svg")
    with open_tape(trace.tape.path) as tape:
        b = export(tape, tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes() and a.width == b.width
    with pytest.raises(ExportError, match="not a tape"):
        export(tmp_path / "a.svg", tmp_path / "c.svg")
    with pytest.raises(ExportError, match="made of a tape"):
        export(7, tmp_path / "c.svg")
    with pytest.raises(ExportError, match="unexpected keyword"):
        export(trace, tmp_path / "c.svg", colour="red")
    assert not (tmp_path / "c.svg").exists()


@pytest.mark.parametrize("options", [
    {"background": "red"}, {"background": "#12"}, {"background": "#FFF", "transparent": True}, {"page": "b5"},
    {"fps": 0}, {"pause": -1}, {"caption": "x" * 2001}, {"area": (0, 0, 0, 0)}, {"area": (0, 0, float("nan"), 9)},
    {"direction": "up"}, {"scale": 1e9},
])  # fmt: skip
def test_options_that_cannot_be_are_one_sentence(options):
    with pytest.raises(ExportError) as caught:
        Options(**options)
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)


def test_options_survive_json():
    import json

    asked = Options(theme="dark", area=(1.0, 2.0, 30.0, 40.0), caption="{step}", values=False)
    assert Options(**json.loads(json.dumps(asked.plain()))).plain() == asked.plain()


# ---- LaTeX's text


@pytest.mark.parametrize(("text", "latex"), [
    ("a_b", "a\\_b"), ("naïve Łódź", "na\\\"{i}ve \\L{}\\'{o}d\\'{z}"), ("∇α·β − 1", "$\\nabla$$\\alpha$$\\cdot$$\\beta$ $-$ 1"),
    ("梯", "\\rgcjk{68AF}"), ("👩\u200d👧", "\\rgsign{1F469}\\rgsign{1F467}"), ("ﬀ½Ａ", "ff\\rgsign{00BD}\\rgwide{FF21}{A}"),
    ("，", "\\rgwide{FF0C}{,{}}"),
    ("--,,", "-{}-{},{},{}"), ("\\", "\\textbackslash{}"), ("Ω", "$\\Omega$"), ("ο", "o"),
])  # fmt: skip
def test_text_as_latex(text, latex):
    assert tex(text) == latex


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
@pytest.mark.parametrize("view", ["graph", "tensors"])
def test_tikz_compiles_on_its_own(trace_of, tmp_path, view):
    trace = trace_of("detach" if view == "graph" else "tutorial")
    export(trace, tmp_path / "a.tex", view=view, theme="print", legend=True, caption="Gradients", scale=0.8)
    words = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-1500:]
    assert b"Missing character" not in done.stdout and b"Overfull" not in done.stdout


def test_a_graph_that_runs_to_the_right(trace_of, tmp_path):
    trace = trace_of("tutorial")
    for values in (True, False):
        down, right = (svg_of(trace, tmp_path, direction=d, values=values) for d in ("down", "right"))
        size = lambda root: (float(root.get("width")), float(root.get("height")))
        assert size(down)[1] > size(down)[0] and size(right)[0] > size(right)[1]
        assert sorted(texts(down)) == sorted(texts(right))
    export(trace, tmp_path / "a.dot", direction="right")
    assert "rankdir=LR" in (tmp_path / "a.dot").read_text(encoding="utf-8")
    export(trace, tmp_path / "a.mmd", direction="right")
    assert "flowchart LR" in (tmp_path / "a.mmd").read_text(encoding="utf-8")


NETWORK = """
import torch
from torch import nn
model = nn.Sequential(*[nn.Sequential(nn.Linear(2, 2), nn.Tanh()) for _ in range(4)])
model(torch.ones(3, 2)).sum().backward()
"""


def test_closed_groups_are_in_every_kind_of_figure(tmp_path):
    import sys

    (tmp_path / "net.py").write_text(NETWORK)
    words = [sys.executable, "-m", "app", "record", tmp_path / "net.py", "-o", tmp_path / "net.tape"]
    subprocess.run(words, check=True, timeout=60)
    for kind in (k.name for k in REGISTRY.values() if not k.only_run):
        export(tmp_path / "net.tape", tmp_path / f"all.{kind}")
        export(tmp_path / "net.tape", tmp_path / f"few.{kind}", collapse="module", legend=True)
        assert (tmp_path / f"few.{kind}").stat().st_size < 1.2 * (tmp_path / f"all.{kind}").stat().st_size
    said = texts(ET.parse(tmp_path / "few.svg").getroot())
    assert "×4" in said and "norm of each" in said and "closed group" in said and "TanhBackward0" not in said
    for kind in ("dot", "mmd", "tex"):
        assert "nodes each" in (tmp_path / f"few.{kind}").read_text(encoding="utf-8")


def test_a_large_graph_folds_by_itself(tmp_path):
    import core
    from core import facade as torch

    with core.record(tmp_path / "loop.tape"):
        w, y = torch.tensor(0.9, requires_grad=True), torch.ones(())
        for _ in range(1100):
            y = torch.tanh(y * w)
        y.backward()
    export(tmp_path / "loop.tape", tmp_path / "folded.dot")
    export(tmp_path / "loop.tape", tmp_path / "whole.dot", collapse="none")
    folded, whole = ((tmp_path / f"{name}.dot").read_text(encoding="utf-8") for name in ("folded", "whole"))
    assert "nodes each" in folded and folded.count("TanhBackward0") == 0
    assert whole.count("TanhBackward0") == 1100 and "nodes each" not in whole


def test_a_narrow_figure_has_room_for_its_key(tmp_path):
    """The longest entry of the key, that of heat maps, was cut at the edge of a figure of one column of cards."""
    import core
    from core import facade as torch

    with core.record(tmp_path / "a.tape"):
        torch.linspace(-1.0, 1.0, 40, requires_grad=True).sum().backward()
    root = svg_of(tmp_path / "a.tape", tmp_path, legend=True)
    left, _, wide, _ = map(float, root.get("viewBox").split())
    from app.export import measure as m

    key = [t for t in root.iter(f"{SVG}text") if t.get("class") == "y"]
    assert any("each map on its own scale" in "".join(t.itertext()) for t in key)
    assert all(left <= float(t.get("x")) and float(t.get("x")) + m.width("".join(t.itertext()), m.SMALL) < left + wide for t in key)


def test_cards_without_numbers_are_narrow(trace_of, tmp_path):
    trace = trace_of("tutorial")
    wide = [max(float(r.get("width")) for r in svg_of(trace, tmp_path, values=v).iter(f"{SVG}rect") if r.get("class") == "b")
            for v in (True, False)]
    assert wide[1] <= 200 < wide[0]


def test_a_figure_is_as_wide_on_paper_as_is_asked(trace_of, tmp_path):
    trace = trace_of("tutorial")
    for name in ("a.svg", "a.tex", "a.pdf"):
        made = export(trace, tmp_path / name, width=8.5)
        assert made.width * (1 if name == "a.pdf" else 0.75) == pytest.approx(8.5 / 2.54 * 72, rel=0.01) and not made.note
    assert "points high" in export(trace_of("mlp", widths=(4, 9, 1)), tmp_path / "b.svg", width=8.5).note
    with pytest.raises(ExportError, match="from 1 to 300 cm"):
        Options(width=0.5)


def test_a_part_of_the_graph_says_nothing_of_the_rest(trace_of, tmp_path, monkeypatch):
    """The key of a selection or a viewport had what the whole graph has, and a png the words at cuts that it does not show."""
    from app.export import paint

    said = []
    monkeypatch.setattr(paint, "paint_cut_words", lambda painter, words, p: said.append(words.text))
    trace = trace_of("detach")
    whole, part = (" ".join(texts(svg_of(trace, tmp_path, legend=True, selection=which))) for which in ("", "x,y"))
    assert "cut: no gradient goes on" in whole and "gradient, sent" in whole and "where backward began" in whole
    assert "goes on" not in part and "gradient, sent" not in part and "leaf, gathers .grad" in part
    assert "cut: no gradient" in part  # the sign on both cards
    area = ET.tostring(svg_of(trace, tmp_path, legend=True, area=(0, 0, 40, 30)), encoding="unicode")
    assert "where backward began" not in area
    export(trace, tmp_path / "part.png", selection="x,y")
    assert said == []
    export(trace, tmp_path / "whole.png")
    assert said


def test_words_at_cuts_lie_over_no_other_edge_and_no_card(tmp_path):
    """`detach()` stood over the edge to the other `b.detach()`."""
    with core.record(tmp_path / "cut.tape"):
        a = torch.tensor(1.0, requires_grad=True)
        b = a * 2
        c, other = b.detach(), b.detach()
        d = c * b
        (d * c * other * d.detach() + c * a).backward()
    with open_tape(tmp_path / "cut.tape") as tape:
        trace = Trace(tape)
        trace.extend()
        for turned in (False, True):
            graph, last = Graph(trace), len(trace) - 1
            scene = build_scene(trace, graph, graph.scope_at(last), last, view="tensors", turned=turned)
            words = scene.cut_words()
            assert [word.text for word in words] == ["detach()"] * 3
            paths = [QPainterPath() for _ in range(len(scene.sheet.edge))]
            for edge, path in enumerate(paths):
                for command, *at in curves.path(curves.simplified(scene.sheet.route(edge)), bool(scene.sheet.sideways[edge])):
                    {"M": path.moveTo, "L": path.lineTo, "C": path.cubicTo}[command](*at)
            for word in words:
                left, top, right, bottom = word.box
                box = QRectF(left, top, right - left, bottom - top)
                points = [(turned, edge, path.pointAtPercent(t / 400)) for edge, path in enumerate(paths) for t in range(401)]
                assert [p for p in points if box.contains(p[-1]) and p[1] != word.edge] == []
                assert not any(box.intersects(QRectF(x, y, x1 - x, y1 - y)) for x, y, x1, y1 in scene.sheet.boxes.tolist())
