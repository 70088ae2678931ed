"""Figures of every step: numbered files, pages, frames that lie on each other; and what an animation may not be."""

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from app.export import REGISTRY, ExportError, Options, export
from app.export.job import Job, steps_between
from app.export.reel import Reel
from app.model import steps


def steps_of(trace):
    return steps_between(trace, None)


def job_of(trace, **options):
    return Job(trace, REGISTRY["gif"], 0, Options(**options), steps_of(trace))


def pixels(image):
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, : image.width(), :3].astype(int)


def test_numbered_figures_lie_on_each_other(trace_of, tmp_path):
    trace = trace_of("sgd", iterations=3)
    told = []
    figure = export(trace, tmp_path / "f.svg", all_steps=True, progress=lambda *at: told.append(at))
    count = steps.count(trace)
    assert [p.rpartition("/")[2] for p in figure.paths] == [f"f-{k:03}.svg" for k in range(1, count + 1)]
    assert told == [(k, count) for k in range(1, count + 1)]
    roots = [ET.parse(path).getroot() for path in figure.paths]
    assert len({(root.get("width"), root.get("height")) for root in roots}) == 1
    places: dict = {}
    for root in roots:
        for g in root.iter("{http://www.w3.org/2000/svg}g"):
            if re.fullmatch(r"n\d+", g.get("id") or ""):
                places.setdefault((root.get("viewBox"), g.get("id")), set()).add(g.get("transform"))
    assert all(len(where) == 1 for where in places.values())


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="pdfinfo is not installed")
def test_a_pdf_has_a_page_a_step(trace_of, tmp_path):
    trace = trace_of("tutorial")
    export(trace, tmp_path / "a.pdf", all_steps=True, caption="{step}")
    told = subprocess.run(["pdfinfo", tmp_path / "a.pdf"], capture_output=True, text=True, check=True).stdout
    assert re.search(rf"Pages:\s+{steps.count(trace)}\b", told)


def test_a_part_of_a_run_by_its_events(trace_of, tmp_path):
    trace = trace_of("tutorial")
    shown = steps_of(trace)
    figure = export(trace, tmp_path / "f.json", all_steps=True, events=(shown[2], shown[4]))
    assert [json.loads(Path(p).read_text(encoding="utf-8"))["seq"] for p in figure.paths] == list(shown[2:5])
    with pytest.raises(ExportError, match="no steps between"):
        export(trace, tmp_path / "f.json", all_steps=True, events=(900, 1000))


def test_too_many_steps_are_refused_with_what_to_do(trace_of, tmp_path):
    trace = trace_of("chain", n=1100)
    with pytest.raises(ExportError, match=r"--events 0:\d+"):
        export(trace, tmp_path / "f.svg", all_steps=True)
    assert list(tmp_path.glob("f*")) == []


@pytest.mark.parametrize("options", [{}, {"legend": True, "caption": "{step}: {sentence}"}, {"theme": "dark", "scale": 1.5},
                                     {"view": "tensors"}, {"values": False}])
def test_painting_what_changed_gives_the_whole_picture(trace_of, options):
    from PySide6.QtGui import QPainter

    from app.export.raster import blank, paint_frame, to_frame

    trace = trace_of("tutorial")
    job = job_of(trace, **options)
    reel = Reel(job)
    for shot in reel:
        frame = job.at(shot.step).frame()
        whole = blank(reel.width, reel.height)
        painter = QPainter(whole)
        to_frame(painter, frame, reel.width, reel.height)
        paint_frame(painter, frame)
        painter.end()
        apart = np.abs(pixels(whole) - pixels(shot.image))
        assert (apart.max(axis=2) > 24).mean() < 0.0005, shot.step  # the rims of what was painted may differ by a hair


def test_a_gif_shows_each_step_as_long_as_it_should(trace_of, tmp_path):
    Image = pytest.importorskip("PIL.Image")
    trace = trace_of("tutorial")
    figure = export(trace, tmp_path / "a.gif", fps=4, pause=1.5)
    with Image.open(tmp_path / "a.gif") as gif:
        assert gif.size == (figure.width, figure.height) and gif.info["loop"] == 0
        total = 0
        for k in range(gif.n_frames):
            gif.seek(k)
            total += gif.info["duration"]
        last = gif.convert("RGB")
    assert total == pytest.approx(1000 * (steps.count(trace) / 4 + 1.5), abs=20)
    export(trace, tmp_path / "a.png", step=steps_of(trace)[-1])
    shown, still = np.array(last).astype(int), pixels(QImage(str(tmp_path / "a.png")))[..., ::-1]
    h, w = (min(a, b) for a, b in zip(shown.shape[:2], still.shape[:2]))
    assert h > 400 and shown.shape[0] - h < 60
    assert np.median(np.abs(shown[:h, :w] - still[:h, :w]).max(axis=2)) <= 2


def test_a_gif_keeps_the_palette_s_colours_to_the_bit(trace_of, tmp_path):
    Image = pytest.importorskip("PIL.Image")
    from app.export.theme import LIGHT, rgb

    export(trace_of("tutorial"), tmp_path / "a.gif")
    with Image.open(tmp_path / "a.gif") as gif:
        gif.seek(gif.n_frames - 1)
        seen = {colour for _, colour in gif.convert("RGB").getcolors(1 << 24)}
    assert {rgb(LIGHT.canvas), rgb(LIGHT.visbg), rgb(LIGHT.vis)} <= seen


def test_a_clear_gif_is_clear(trace_of, tmp_path):
    Image = pytest.importorskip("PIL.Image")
    export(trace_of("tutorial"), tmp_path / "a.gif", transparent=True)
    with Image.open(tmp_path / "a.gif") as gif:
        for k in range(gif.n_frames):
            gif.seek(k)
            assert gif.convert("RGBA").getpixel((1, 1))[3] == 0


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_an_mp4_is_a_film(trace_of, tmp_path):
    trace = trace_of("tutorial")
    figure = export(trace, tmp_path / "a.mp4", fps=5, pause=1, scale=0.6)
    assert figure.width % 2 == 0 and figure.height % 2 == 0
    asked = ["ffprobe", "-v", "error", "-show_entries", "stream=width,height,duration,pix_fmt", "-of", "json"]
    told = json.loads(subprocess.run([*asked, tmp_path / "a.mp4"], capture_output=True, check=True, timeout=60).stdout)
    film = told["streams"][0]
    assert (film["width"], film["height"], film["pix_fmt"]) == (figure.width, figure.height, "yuv420p")
    assert float(film["duration"]) == pytest.approx(steps.count(trace) / 5 + 1, abs=0.3)


def test_without_ffmpeg_the_message_says_what_to_install(trace_of, tmp_path, monkeypatch):
    monkeypatch.setattr("app.export.mp4.shutil.which", lambda _name: None)
    with pytest.raises(ExportError, match=r"install.*ffmpeg.*\.gif"):
        export(trace_of("tutorial"), tmp_path / "a.mp4")


def test_an_ffmpeg_that_fails_is_quoted(trace_of, tmp_path, monkeypatch):
    broken = tmp_path / "ffmpeg"
    broken.write_text("#!/bin/sh\necho 'Disk quota exceeded' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr("app.export.mp4.shutil.which", lambda _name: str(broken))
    with pytest.raises(ExportError, match="Disk quota exceeded"):
        export(trace_of("tutorial"), tmp_path / "a.mp4")
    assert not (tmp_path / "a.mp4").exists()


def test_frames_of_a_huge_graph_are_made_smaller_and_say_so(trace_of, tmp_path):
    figure = export(trace_of("chain", n=200), tmp_path / "a.gif", events=(90, 96), scale=4)
    assert figure.width * figure.height <= 6_100_000 and max(figure.width, figure.height) <= 8192
    assert "drawn at scale" in figure.note and "--selection" in figure.note
