"""A run inside a figure: it comes out as it went in, without the home folder; what is damaged or hostile is refused."""

import os
import struct
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.export import carried, export
from app.model.trace import Trace
from core.tapefile import open_tape
from tests import tapes

HOME = "/home/a-user/with spaces"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The trace of a run whose program, prints and error tell where its user lives."""
    monkeypatch.setenv("HOME", HOME)
    t = tapes.Taper(tmp_path / "run.tape", "x = 1\n", {"path": f"{HOME}/work/program.py", "argv": [f"{HOME}/work/program.py"]})
    x = t.tensor("x", tapes._f([1, 2]), 1)
    t.output(f"reading {HOME}/data.csv\n", 1)
    t.output(f"{HOME}: done, and {HOME}-other is left\n", 1)
    t.op("mul", [x, None], tapes._f([2, 4]), 1, "y", "MulBackward0", numbers={1: 2})
    t.end()
    with open_tape(tmp_path / "run.tape") as tape:
        trace = Trace(tape)
        trace.extend()
        yield trace


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_run_comes_out_as_it_went_in(run, tmp_path, kind):
    export(run, tmp_path / f"a.{kind}", step=2, with_session=True)
    out = carried.read(tmp_path / f"a.{kind}")
    assert out.step == 2
    (tmp_path / "out.tape").write_bytes(out.tape)
    with open_tape(tmp_path / "out.tape") as tape:
        assert len(tape) == len(run) and tape.complete
        assert tape[0]["value"].array.tolist() == [1, 2] and tape.meta["source"] == "x = 1\n"
    if kind == "png":
        assert not QImage(str(tmp_path / "a.png")).isNull()
    else:
        assert ET.parse(tmp_path / "a.svg").getroot() is not None


def test_a_page_of_all_steps_carries_the_run_too(run, tmp_path):
    export(run, tmp_path / "a.html", with_session=True)
    assert carried.read(tmp_path / "a.html").tape == carried.scrubbed(Path(run.tape.path).read_bytes(), os.path.expanduser("~"))


def test_the_home_folder_stays_at_home(run, tmp_path):
    export(run, tmp_path / "a.png", with_session=True)
    out = carried.read(tmp_path / "a.png")
    assert b"a-user" not in out.tape.replace(f"{HOME}-other".encode(), b"")
    (tmp_path / "out.tape").write_bytes(out.tape)
    with open_tape(tmp_path / "out.tape") as tape:
        said = [event["text"] for event in tape if event["event"] == "output"]
        assert os.path.normpath(said[0].split()[1]) == "~/data.csv"
        assert said[1].endswith(f"{HOME}-other is left\n")  # another folder's name is not ours to change
        assert os.path.normpath(tape.meta["path"]) == "~/work/program.py"


def test_a_figure_carries_nothing_unless_asked(run, tmp_path):
    for kind in ("png", "svg"):
        export(run, tmp_path / f"a.{kind}")
        with pytest.raises(carried.CarriedError, match="carries no run"):
            carried.read(tmp_path / f"a.{kind}")


def test_a_tape_that_is_too_large_is_left_out_and_said(run, tmp_path, monkeypatch):
    monkeypatch.setattr(carried, "MOST_TAPE", 100)
    figure = export(run, tmp_path / "a.svg", with_session=True)
    assert "left out" in figure.note
    with pytest.raises(carried.CarriedError, match="carries no run"):
        carried.read(tmp_path / "a.svg")


def svg_with(packed: bytes) -> bytes:
    return f'<svg><metadata id="{carried.ELEMENT}">{carried.as_text(packed)}</metadata></svg>'.encode()


def packed(tape: bytes, size: int | None = None, version: int = 1) -> bytes:
    head = carried._HEAD.pack(carried._MAGIC, version, 3, len(tape) if size is None else size)
    return head + zlib.compress(tape)


@pytest.mark.parametrize(("data", "words"), [
    (svg_with(b""), "damaged"),
    (svg_with(b"RGCARRY\n"), "damaged"),
    (svg_with(packed(b"tape")[:-3]), "damaged"),
    (svg_with(packed(b"tape", 3)), "damaged"),
    (svg_with(packed(b"tape", 50)), "damaged"),
    (svg_with(packed(b"\0" * 50_000_000, 1000)), "damaged"),
    (svg_with(packed(b"", 1 << 62)), "too large"),
    (svg_with(packed(b"tape", version=9)), "newer version"),
    (b'<svg><metadata id="retrograd-run">!!!!</metadata></svg>', "damaged"),
    (b'<svg><metadata id="retrograd-run">' + b"A" * 1001 + b"</metadata></svg>", "damaged"),
    (b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><svg>&a;</svg>", "carries no run"),
    (b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s", 0xFFFFFFF0, b"rgRn"), "carries no run"),
    (b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s", 4, b"rgRn") + b"abcd\0\0\0\0", "damaged"),
    (b"", "carries no run"),
    (b"\0" * 1000, "carries no run"),
])  # fmt: skip
def test_what_is_damaged_or_hostile_is_one_sentence(tmp_path, data, words):
    (tmp_path / "a.svg").write_bytes(data)
    with pytest.raises(carried.CarriedError, match=words) as caught:
        carried.read(tmp_path / "a.svg")
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)


def test_a_missing_and_a_huge_file_are_said(tmp_path):
    with pytest.raises(carried.CarriedError, match="could not be read"):
        carried.read(tmp_path / "none.png")
    with open(tmp_path / "big.png", "wb") as big:
        big.truncate(carried.MOST_FILE + 1)
    with pytest.raises(carried.CarriedError, match="too large"):
        carried.read(tmp_path / "big.png")


def test_a_tape_cut_off_in_the_middle_is_scrubbed_up_to_there(run):
    whole = Path(run.tape.path).read_bytes()
    for length in (0, 3, 30, len(whole) // 2, len(whole) - 1):
        assert len(carried.scrubbed(whole[:length], HOME)) == length
