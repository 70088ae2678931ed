"""Figures as files: well-formed whatever a program calls its tensors, text as text, the numbers of that step."""

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from app.export import REGISTRY, THEMES, ExportError, export
from app.export.at import resolve
from app.export.theme import PALETTES

SVG = "{http://www.w3.org/2000/svg}"
STILL = [kind.name for kind in REGISTRY.values() if not kind.only_run]
one = np.ones(2, np.float32)
NASTY = [
    "</script><svg>",
    "a & b < c > d \"e\" 'f'",
    "\x00\x01\x1f\x7f\x85",
    "]]>",
    "tab\tand\nline\r\nbreak",
    "\ud800 lone",
    "\ufffe\uffff",
    "שלום עולם",
    "\u202ereversed\u202c",
    "梯度 = 張量",
    "👩\u200d👩\u200d👧 🔥",
    "x" * 10_000,
    "\\n\\\"\\",
    "",
]


def at_step(trace, kind, nth=0):
    return [s for s in range(len(trace)) if trace.kind(s) == kind][nth]


def texts(svg):
    return ["".join(t.itertext()) for t in ET.fromstring(svg).iter(f"{SVG}text")]


def colours(image):
    step = range(0, image.width(), 5), range(0, image.height(), 5)
    return {image.pixelColor(x, y).name() for x in step[0] for y in step[1]}


# ---- svg


def test_svg_says_what_the_cards_say(trace_of, tmp_path):
    trace = trace_of("tutorial")
    export(trace, tmp_path / "a.svg", step=at_step(trace, "node", 2))
    said = texts((tmp_path / "a.svg").read_text(encoding="utf-8"))
    for text in ("x", "y = x + 2", "y * y", "z = y * y * 3", "out = z.mean()", "MulBackward0", "not yet", "27"):
        assert text in said
    assert said.count("[[2.25, 2.25], [2.25, 2.25]]") == 2
    assert "[[4.5, 4.5], [4.5, 4.5]]" not in said


def test_svg_tells_states_by_class_and_in_words(trace_of, tmp_path):
    trace = trace_of("tutorial")
    export(trace, tmp_path / "a.svg", step=at_step(trace, "node", 2))
    root = ET.parse(tmp_path / "a.svg").getroot()
    titled = [(g.find(f"{SVG}title"), g.get("class")) for g in root.iter(f"{SVG}g")]
    groups = {title.text: classes.split() for title, classes in titled if title is not None}
    assert groups["y * y, current"] == ["op", "cur"]
    assert groups["out = z.mean(), visited"] == ["loss", "vis"]
    assert groups["x, not yet"] == ["leaf", "pend"]
    assert groups["2, not tracked"][0] == "number"
    assert groups["y → y * y"] == ["e-cur"] and groups["x → y"] == ["e"]


def test_svg_ids_are_unique_and_references_hold(trace_of, tmp_path):
    for name in ("tutorial", "detach", "mlp", "dag"):
        trace = trace_of(name)
        export(trace, tmp_path / "a.svg")
        root = ET.parse(tmp_path / "a.svg").getroot()
        ids = [e.get("id") for e in root.iter() if e.get("id")]
        assert len(ids) == len(set(ids))
        assert {u.get("href")[1:] for u in root.iter(f"{SVG}use")} <= set(ids)


@pytest.mark.parametrize("label", NASTY)
def test_any_label_makes_sound_figures(program, tmp_path, label):
    p = program(label)
    x = p.t.tensor(label, one, 1)
    p.t.op("mul", [x, None], one, 2, label, "MulBackward0", numbers={1: 2})
    trace = p.trace()
    for kind in STILL:
        export(trace, tmp_path / f"a.{kind}")
    ET.parse(tmp_path / "a.svg")
    json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    assert not QImage(str(tmp_path / "a.png")).isNull()
    dot = (tmp_path / "a.dot").read_text(encoding="utf-8")
    assert all(len(re.findall(r'(?<!\\)(?:\\\\)*"', line)) % 2 == 0 for line in dot.splitlines())


def test_svg_without_ground_and_with_scale(trace_of, tmp_path):
    trace = trace_of("tutorial")
    export(trace, tmp_path / "a.svg", transparent=True, scale=2)
    export(trace, tmp_path / "b.svg")
    a, b = (ET.parse(tmp_path / f"{name}.svg").getroot() for name in "ab")
    assert not [r for r in a.iter(f"{SVG}rect") if r.get("class") == "ground"]
    assert [r for r in b.iter(f"{SVG}rect") if r.get("class") == "ground"]
    assert float(a.get("width")) == 2 * float(b.get("width")) and a.get("viewBox") == b.get("viewBox")


@pytest.mark.parametrize("theme", THEMES)
def test_figures_have_the_colours_of_their_theme(trace_of, tmp_path, theme):
    trace = trace_of("tutorial")
    step = at_step(trace, "node", 2)
    export(trace, tmp_path / "a.svg", theme=theme, step=step)
    export(trace, tmp_path / "a.png", theme=theme, step=step)
    p = PALETTES[theme]
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert p.canvas in text and p.cur in text and p.vis in text
    seen = colours(QImage(str(tmp_path / "a.png")))
    assert {QColor(c).name() for c in (p.canvas, p.curbg, p.visbg)} <= seen


def test_svg_costs_about_a_kilobyte_a_node(trace_of, tmp_path):
    trace = trace_of("dag", n=400)
    export(trace, tmp_path / "a.svg")
    ids = [g.get("id") or "" for g in ET.parse(tmp_path / "a.svg").getroot().iter(f"{SVG}g")]
    cards = sum(name.startswith("n") for name in ids)
    assert cards > 400 and sum(name.startswith("e") for name in ids) == 800
    assert os.path.getsize(tmp_path / "a.svg") / cards < 1500  # two edges a node in this graph, each with its title


def test_svg_names_its_fonts_and_what_to_use_instead(trace_of, tmp_path):
    export(trace_of("tutorial"), tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "'Inter'" in text and "sans-serif" in text and "'JetBrains Mono'" in text and "monospace" in text


# ---- png


def test_png_scale_and_transparency(trace_of, tmp_path):
    trace = trace_of("tutorial")
    small, large = (export(trace, tmp_path / f"{k}.png", scale=k) for k in (1, 3))
    one_px, three_px = QImage(small.path), QImage(large.path)
    assert (three_px.width(), three_px.height()) == (3 * one_px.width(), 3 * one_px.height())
    assert (one_px.width(), one_px.height()) == (small.width, small.height)
    export(trace, tmp_path / "t.png", transparent=True)
    clear = QImage(str(tmp_path / "t.png"))
    assert clear.pixelColor(1, 1).alpha() == 0 and one_px.pixelColor(1, 1).alpha() == 255
    assert len(colours(clear)) > 6


def test_png_of_a_very_tall_graph_is_made_smaller_and_says_so(trace_of, tmp_path):
    figure = export(trace_of("chain", n=400), tmp_path / "a.png", scale=2)
    image = QImage(figure.path)
    assert 0 < image.height() <= 32000 and "scale" in figure.note
    assert image.height() == pytest.approx(figure.height, abs=1)


# ---- pdf


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_text_in_pdf_is_text(trace_of, tmp_path):
    trace = trace_of("tutorial")
    export(trace, tmp_path / "a.pdf", step=at_step(trace, "node", 2))
    words = ["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    for text in ("MulBackward0", "not yet", "out = z.mean()", "[[0.75, 0.75], [0.75, 0.75]]", "AccumulateGrad"):
        assert text in done.stdout
    fonts = subprocess.run(["pdffonts", str(tmp_path / "a.pdf")], capture_output=True, text=True, check=False).stdout
    if fonts:
        assert "Inter" in fonts and "JetBrains" in fonts.replace(" ", "")


def test_pdf_is_one_page_of_the_figure_s_size(trace_of, tmp_path):
    figure = export(trace_of("tutorial"), tmp_path / "a.pdf")
    data = (tmp_path / "a.pdf").read_bytes()
    boxes = re.findall(rb"/MediaBox \[([^\]]*)\]", data)
    assert len(boxes) == 1
    left, bottom, right, top = map(float, boxes[0].split())
    assert right - left == pytest.approx(figure.width, abs=1) and top - bottom == pytest.approx(figure.height, abs=1)


# ---- json


def test_json_tells_the_graph_and_its_numbers(trace_of, tmp_path):
    trace = trace_of("tutorial")
    export(trace, tmp_path / "a.json", step=at_step(trace, "node", 2))
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    nodes = {n["title"]: n for n in told["nodes"]}
    assert nodes["y * y"]["state"] == "current" and nodes["y * y"]["grad_fn"] == "MulBackward0"
    assert nodes["y * y"]["value"]["data"] == [[9, 9], [9, 9]]
    assert nodes["y * y"]["grad"] == {
        "state": "value", "value": {"shape": [2, 2], "dtype": "float32", "data": [[0.75, 0.75], [0.75, 0.75]]}
    }  # fmt: skip
    assert nodes["x"]["grad"]["state"] == "not_yet"
    by_id = {n["id"]: n["title"] for n in told["nodes"]}
    flows = {(by_id[e["from"]], by_id[e["to"]], e["input"]): (e["state"], e["gradient"]) for e in told["edges"]}
    assert flows["y = x + 2", "y * y", 0][0] == "current"
    assert flows["y = x + 2", "y * y", 0][1]["data"] == [[2.25, 2.25], [2.25, 2.25]]
    assert flows["x", "y = x + 2", 0] == ("forward", None)
    assert told["event"] == "node" and told["seq"] == at_step(trace, "node", 2)


def test_json_of_a_cut_says_where(trace_of, tmp_path):
    export(trace_of("detach"), tmp_path / "a.json")
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    x = next(n for n in told["nodes"] if n["title"] == "x")
    assert x["grad"]["state"] == "cut" and x["grad"]["line"] == 5
    assert [e["state"] for e in told["edges"]].count("cut") == 1


def test_json_holds_what_is_not_a_number(program, tmp_path):
    p = program()
    p.t.tensor("x", np.array([np.nan, np.inf, -np.inf], np.float32), 1)
    export(p.trace(), tmp_path / "a.json")
    told = json.loads((tmp_path / "a.json").read_text(), parse_constant=lambda c: pytest.fail(f"{c} is not JSON"))
    assert told["nodes"][0]["value"]["data"] == ["NaN", "Infinity", "-Infinity"]


def test_json_and_dot_need_no_qt(trace_of, tmp_path):
    trace = trace_of("tutorial")
    code = (
        "import sys; sys.modules['PySide6'] = None\n"
        "from core.tapefile import open_tape; from app.model.trace import Trace; from app.export import export\n"
        f"trace = Trace(open_tape({str(trace.tape.path)!r})); trace.extend()\n"
        f"export(trace, {str(tmp_path / 'a.json')!r}); export(trace, {str(tmp_path / 'a.dot')!r})\n"
    )
    root = Path(__file__).resolve().parents[3]
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, capture_output=True, text=True, cwd=root, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.json").exists() and (tmp_path / "a.dot").exists()


# ---- any step, whole run, nothing at all


@pytest.mark.parametrize("name", ["tutorial", "detach", "sgd", "error"])
def test_every_step_can_be_drawn(trace_of, tmp_path, name):
    trace = trace_of(name)
    for step in range(-1, len(trace)):
        export(trace, tmp_path / "a.svg", step=step)
        assert ET.parse(tmp_path / "a.svg").getroot().tag == f"{SVG}svg"
        export(trace, tmp_path / "a.json", step=step)
        assert json.loads((tmp_path / "a.json").read_text(encoding="utf8"))


def test_ghosts_are_faint_and_the_picture_keeps_its_size(trace_of, tmp_path):
    trace = trace_of("tutorial")
    sizes = set()
    for step in range(4):
        export(trace, tmp_path / "a.svg", step=step)
        root = ET.parse(tmp_path / "a.svg").getroot()
        sizes.add(root.get("viewBox"))
        assert [g for g in root.iter(f"{SVG}g") if "ghost" in (g.get("class") or "").split()]
    assert len(sizes) == 1


def test_one_iteration_or_the_whole_run(trace_of, tmp_path):
    trace = trace_of("sgd", iterations=5)
    export(trace, tmp_path / "one.json")
    export(trace, tmp_path / "all.json", whole=True)
    one_part, whole = (json.loads((tmp_path / f"{n}.json").read_text()) for n in ("one", "all"))
    assert len(one_part["nodes"]) == 5 and len(whole["nodes"]) == 21
    assert one_part["part"]["title"] == "iteration 5 of 5" and whole["part"]["title"] == "whole run"


def test_a_run_without_tensors_gives_a_figure_that_says_so(program, tmp_path):
    p = program()
    p.t.output("hello\n", 1)
    trace = p.trace()
    for kind in STILL:
        export(trace, tmp_path / f"a.{kind}")
    assert "There are no tensors here." in texts((tmp_path / "a.svg").read_text(encoding="utf-8"))


# ---- what cannot be had


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("a.bmp", {}, "no kind of figure"),
        ("figure", {}, "no kind of figure"),
        ("a.svg", {"theme": "sepia"}, "theme"),
        ("a.svg", {"view": "list"}, "view"),
        ("a.svg", {"scale": 0}, "scale"),
        ("a.svg", {"scale": float("nan")}, "scale"),
        ("a.svg", {"step": 10_000}, "events 0 to"),
        ("a.svg", {"step": -2}, "events 0 to"),
    ],
)
def test_what_cannot_be_had_is_one_sentence(trace_of, tmp_path, name, options, words):
    with pytest.raises(ExportError, match=words) as caught:
        export(trace_of("tutorial"), tmp_path / name, **options)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(".")
    assert list(tmp_path.glob("a.*")) == []


def test_an_empty_run_has_no_figure(tmp_path):
    from app.model.trace import Trace
    from core.tapefile import TapeWriter, open_tape

    TapeWriter(tmp_path / "empty.tape", {}).close()
    with open_tape(tmp_path / "empty.tape") as tape:
        trace = Trace(tape)
        trace.extend()
        with pytest.raises(ExportError, match="no events"):
            export(trace, tmp_path / "a.svg")


def test_a_failed_save_leaves_the_old_figure(trace_of, tmp_path, monkeypatch):
    trace = trace_of("tutorial")
    export(trace, tmp_path / "a.svg")
    before = (tmp_path / "a.svg").read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.export.write.os.replace", full)
    with pytest.raises(OSError, match="No space left"):
        export(trace, tmp_path / "a.svg", theme="dark")
    assert (tmp_path / "a.svg").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_missing_folder_is_the_file_system_s_word(trace_of, tmp_path):
    with pytest.raises(FileNotFoundError):
        export(trace_of("tutorial"), tmp_path / "no" / "a.svg")


def test_the_words_for_steps(trace_of):
    trace = trace_of("sgd")
    ends = [s for s in range(len(trace)) if trace.kind(s) == "backward_end"]
    assert resolve(trace) == resolve(trace, at="last") == len(trace) - 1
    assert resolve(trace, step=3) == 3
    assert resolve(trace, at="forward") == at_step(trace, "backward") - 1
    assert [resolve(trace, at=f"backward:{k}") for k in (1, 2, 3)] == ends
    for options in ({"step": len(trace)}, {"step": -1}, {"at": "backward:4"}, {"at": "backward:x"}, {"at": "sideways"}):
        with pytest.raises(ExportError):
            resolve(trace, **options)
    assert resolve(trace_of("error"), at="forward") == 1


def test_the_same_step_gives_the_same_bytes(trace_of, tmp_path):
    trace = trace_of("mlp")
    for name in ("a.svg", "b.svg"):
        export(trace, tmp_path / name, step=20)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_without_a_display(trace_of, tmp_path):
    """A fresh process with no display and no QT_QPA_PLATFORM draws a png."""
    trace = trace_of("tutorial")
    code = (
        "from core.tapefile import open_tape; from app.model.trace import Trace; from app.export import export\n"
        f"trace = Trace(open_tape({str(trace.tape.path)!r})); trace.extend()\n"
        f"export(trace, {str(tmp_path / 'a.png')!r}); export(trace, {str(tmp_path / 'a.pdf')!r})\n"
        "import sys; assert 'PySide6.QtWidgets' not in sys.modules\n"
    )
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, env=environment, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not QImage(str(tmp_path / "a.png")).isNull()


def test_the_style_sheet_of_a_figure_keeps_to_itself(trace_of, tmp_path):
    """Some notebooks put an SVG into their page as it is: a rule for all texts would restyle other people's plots."""
    root = ET.parse(export(trace_of("tutorial"), tmp_path / "a.svg").path).getroot()
    rules = re.findall(r"([^{}]+)\{", root.find(f"{SVG}style").text)
    assert len(rules) > 20 and all(re.search(r"\.\w", part) for rule in rules for part in rule.split(",")), rules
