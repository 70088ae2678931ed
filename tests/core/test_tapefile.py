"""The tape's format: what is written is read again, whatever is cut, damaged, foreign or still growing."""

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import zlib
from pathlib import Path

import numpy as np
import pytest

from core.tapefile import KINDS, Tape, TapeError, TapeWriter, TensorValue, open_tape
from core.tapevalue import stats
from core.wire import CHUNK
from tests import tapes

COMMON = ["seq", "event", "line", "during"]
CONTRACT = {
    "tensor": ["tensor", "name", "requires_grad", "is_leaf", "value"],
    "op": ["op", "inputs", "outputs", "name", "value", "requires_grad", "node", "grad_fn", "next", "saved"],
    "mutate": ["op", "tensor", "version", "value", "node", "grad_fn", "next"],
    "backward": ["call", "roots", "inputs", "retain_graph", "create_graph"],
    "node": ["node", "grad_fn", "grad_outputs", "grad_inputs"],
    "accumulate": ["tensor", "name", "node", "added", "grad"],
    "backward_end": ["call", "freed"],
    "hook": ["tensor", "kind", "before", "after"],
    "grad_reset": ["tensor", "name", "to"],
    "optimizer_step": ["optimizer", "params"],
    "output": ["stream", "text"],
    "error": ["type", "message", "traceback"],
    "end": ["status", "reason"],
}
EXTRA = {"span", "file", "stack", "how", "of", "numbers", "params", "settings", "skipped"}


def plain(x):
    """An event with its values as nested lists, to compare with ==."""
    if isinstance(x, TensorValue):
        return {"shape": list(x.shape), "dtype": x.dtype, "data": x.array.tolist()}
    if isinstance(x, np.ndarray | np.generic):
        return plain(TensorValue.of(x))
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    return [plain(v) for v in x] if isinstance(x, list | tuple) else x


def write(path, *events, meta=None):
    with TapeWriter(path, meta) as w:
        for e in events:
            w.append(e)
    return open_tape(path)


def value_event(value):
    return {"event": "tensor", "line": 1, "during": None, "tensor": 1, "name": "x", "requires_grad": False,
            "is_leaf": True, "value": value}  # fmt: skip


def stored(path, value):
    return write(path, value_event(value))[0]["value"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.tape"


@pytest.mark.parametrize("name", tapes.WRITERS)
def test_events_have_the_contracts_keys_in_its_order(name, path):
    tape = open_tape(tapes.WRITERS[name](path))
    assert len(tape) > 5
    for i, e in enumerate(tape):
        assert e["seq"] == i
        expected = CONTRACT[e["event"]]
        if e["event"] == "backward_end" and "error" in e:
            expected = ["call", "error"]
        assert list(e)[: 4 + len(expected)] == COMMON + expected
        assert set(list(e)[4 + len(expected) :]) <= EXTRA


EVERYTHING = [
    {"event": "tensor", "line": 3, "during": None, "tensor": 1, "name": "x", "requires_grad": True,
     "is_leaf": True, "value": np.ones((2, 3), np.float32), "how": "ones", "of": None, "span": [3, 4, 3, 9]},
    {"event": "tensor", "line": None, "during": None, "tensor": 2, "name": None, "requires_grad": False,
     "is_leaf": True, "value": None, "how": None, "of": 1},
    {"event": "op", "line": 4, "during": None, "op": "mul", "inputs": [1, None, None], "outputs": [3], "name": "y",
     "value": np.float64(2.5), "requires_grad": True, "node": 2, "grad_fn": "MulBackward0",
     "next": [[1, 0], [None, 0], [None, 0]], "saved": ["other", "self"], "numbers": {1: -3}, "params": {"dim": [0, 1]}},
    {"event": "op", "line": 5, "during": 2, "op": "max", "inputs": [3], "outputs": [4, 5], "name": "values",
     "value": np.arange(3), "values": [np.arange(3), None], "requires_grad": True, "node": 3,
     "grad_fn": "MaxBackward0", "next": [[2, 1]], "saved": []},
    {"event": "op", "line": 5, "during": None, "op": "nothing", "inputs": [], "outputs": [], "name": None,
     "value": None, "values": [], "requires_grad": False, "node": None, "grad_fn": None, "next": [], "saved": []},
    {"event": "mutate", "line": 6, "during": None, "op": "add_", "tensor": 3, "version": 7, "value": np.int64(3),
     "node": 4, "grad_fn": "AddBackward0", "next": [[2, 0], [3, 1]]},
    {"event": "backward", "line": 7, "during": None, "call": 1, "roots": [3, 4], "inputs": None, "retain_graph": True,
     "create_graph": False},
    {"event": "backward", "line": 7, "during": None, "call": 2, "roots": [3], "inputs": [1], "retain_graph": False,
     "create_graph": True},
    {"event": "node", "line": 4, "during": None, "node": 3, "grad_fn": "MaxBackward0",
     "grad_outputs": [np.float32(1), None], "grad_inputs": [None, np.zeros(2, bool)]},
    {"event": "accumulate", "line": None, "during": 1, "tensor": 1, "name": "x", "node": 1,
     "added": np.ones(2, np.float16), "grad": np.ones(2, np.float16)},
    {"event": "accumulate", "line": 3, "during": None, "tensor": 1, "name": None, "node": None, "added": None,
     "grad": None},
    {"event": "backward_end", "line": 7, "during": None, "call": 2, "freed": True},
    {"event": "backward_end", "line": 7, "during": None, "call": 1, "error": "RuntimeError: no"},
    {"event": "hook", "line": 8, "during": 2, "tensor": 1, "kind": "tensor_pre_hook",
     "before": np.float32(1), "after": None},
    {"event": "hook", "line": 8, "during": 2, "node": 2, "kind": "post_hook",
     "before": [np.float32(1), None], "after": [None]},
    {"event": "grad_reset", "line": 9, "during": None, "tensor": 1, "name": "x", "to": "none"},
    {"event": "optimizer_step", "line": 10, "during": None, "optimizer": "SGD",
     "params": [{"tensor": 1, "name": "x", "before": np.float32(1), "after": np.float32(2)}]},
    {"event": "output", "line": 11, "during": None, "stream": "stdout", "text": "häß\ud800lich\n", "file": "other.py"},
    {"event": "error", "line": 12, "during": None, "type": "ValueError", "message": "no", "traceback": "Traceback…\n"},
    {"event": "end", "line": None, "during": None, "status": "error", "reason": None},
]  # fmt: skip


def test_every_kind_comes_back_as_it_was(path):
    assert {e["event"] for e in EVERYTHING} == set(KINDS)
    tape = write(path, *EVERYTHING)
    for i, (got, put) in enumerate(zip(tape, EVERYTHING, strict=True)):
        assert plain(got) == {"seq": i, **plain(put)}
        json.dumps(tape.to_json(i), allow_nan=False)
    assert tape.complete


def test_the_table(path):
    tape = write(path, *EVERYTHING)
    t = tape.table
    assert [KINDS[k] for k in t["kind"]] == [e["event"] for e in EVERYTHING]
    assert t["line"].tolist() == [e["line"] or 0 for e in EVERYTHING]
    assert t["during"].tolist() == [-1 if e["during"] is None else e["during"] for e in EVERYTHING]
    assert t["tensor"][:4].tolist() == [1, 2, 3, 4] and t["tensor"][8] == -1
    assert t["node"][[2, 8]].tolist() == [2, 3] and t["node"][0] == -1
    assert t["call"].tolist() == [0] * 6 + [1] + [2] * 5 + [1] + [0] * 7
    assert tape.string(int(t["op"][2])) == "mul" and tape.string(int(t["name"][2])) == "y"
    assert tape.string(0) is None
    assert (np.diff(t["t"]) >= 0).all()
    with pytest.raises(ValueError, match="read-only"):
        t["line"][0] = 5


def test_indexing(path):
    tape = open_tape(tapes.write_tutorial(path))
    assert tape[-1]["event"] == "end" and [e["seq"] for e in tape[2:9:3]] == [2, 5, 8]
    assert [e["seq"] for e in tape] == list(range(len(tape)))
    for i in (len(tape), -len(tape) - 1):
        with pytest.raises(IndexError):
            tape[i]


VALUES = {
    "float32": np.array([[1.5, -2], [0, 3]], np.float32), "float64": np.array([0.1]), "float16": np.float16([1, 2]),
    "int64": np.array([-(2**63), 2**63 - 1]), "int32": np.int32([[1], [2]]), "int16": np.int16([-5]),
    "int8": np.int8([-5]), "uint8": np.uint8([255]), "uint16": np.uint16([9]), "uint32": np.uint32([2**32 - 1]),
    "uint64": np.array([2**64 - 1], np.uint64), "bool": np.array([True, False]),
    "complex64": np.array([1 + 2j], np.complex64), "complex128": np.array([[1 - 2j]]),
}  # fmt: skip


@pytest.mark.parametrize("dtype", VALUES)
@pytest.mark.parametrize("shape", ["given", "0-d", "empty", "large", "strided"])
def test_values_of_every_dtype_and_shape(path, dtype, shape):
    a = VALUES[dtype]
    a = {"given": a, "0-d": a.reshape(-1)[0], "empty": a[:0], "large": np.tile(a.reshape(-1), 300).reshape(-1, 2)[:150],
         "strided": np.tile(a.reshape(-1), 300)[::-3]}[shape]  # fmt: skip
    v = stored(path, a)
    assert v.dtype == dtype and v.shape == np.shape(a) and v.array.dtype == a.dtype
    np.testing.assert_array_equal(v.array, a)
    assert isinstance(v.array, np.ndarray) and not v.array.flags.writeable


def test_big_endian_values(path):
    v = stored(path, np.array([1, 2], ">f4"))
    assert v.array.tolist() == [1, 2] and v.dtype == "float32"


def test_values_given_as_lists_and_dicts(path):
    assert stored(path, {"shape": [2], "dtype": "bfloat16", "data": [1.5, "NaN"]}).dtype == "bfloat16"
    v = stored(path, {"shape": [], "dtype": "int64", "data": 7})
    assert v.array.shape == () and v.array.dtype == np.int64 and v["data"] == 7
    assert stored(path, [1.0, 2.0]).dtype == "float32" and stored(path, 3).dtype == "int64"
    assert stored(path, TensorValue.of([1.0, 2.0], "float16")).dtype == "float16"
    v = stored(path, {"shape": [2], "dtype": "complex64", "data": ["1+2j", "0j"]})
    assert v.array.tolist() == [1 + 2j, 0]


def test_a_dtype_no_tape_knows(path):
    with TapeWriter(path) as w, pytest.raises(TapeError, match="dtype datetime64"):
        w.append(value_event(np.array(["2020"], "datetime64[Y]")))


def test_a_value_is_what_it_was_when_appended(path):
    a = np.zeros(1000, np.float32)
    with TapeWriter(path) as w:
        w.append(value_event(a))
        a[:] = 5
    assert open_tape(path)[0]["value"].array.max() == 0


def test_values_of_a_tape_can_be_written_on_another_once(path, tmp_path):
    big = stored(path, np.arange(100_000))
    other = tmp_path / "other.tape"
    tape = write(other, *[value_event(big)] * 20)
    assert other.stat().st_size < 1_000_000
    np.testing.assert_array_equal(tape[19]["value"].array, np.arange(100_000))
    assert tape[0]["value"].key == tape[19]["value"].key


def test_json_has_no_nan(path):
    v = stored(path, np.array([np.nan, np.inf, -np.inf, 1], np.float32))
    assert v.to_json() == {"shape": [4], "dtype": "float32", "data": ["NaN", "Infinity", "-Infinity", 1.0]}
    tape = write(path, {**EVERYTHING[2], "numbers": {1: math.inf}, "params": {"eps": math.nan}})
    text = json.dumps(tape.to_json(0), allow_nan=False)
    assert json.loads(text)["numbers"] == {"1": "Infinity"} and json.loads(text)["params"] == {"eps": "NaN"}


def test_large_values_have_statistics_unless_full(path):
    a = np.arange(65, dtype=np.float32)
    v = stored(path, a)
    assert set(v) == {"shape", "dtype", "stats"} and dict(v) == v.to_json()
    s = v.to_json()["stats"]
    assert list(s) == ["min", "max", "mean", "std", "nan", "inf"]
    assert (s["min"], s["max"], s["mean"], s["nan"], s["inf"]) == (0, 64, 32, 0, 0)
    assert s["std"] == pytest.approx(np.std(a, ddof=1))
    assert v.to_json(full=True)["data"] == a.tolist() and "stats" in v.to_json()
    assert "data" in stored(path, a[:64])


def test_statistics_of_what_is_not_finite():
    s = stats(np.array([np.nan, np.inf, 1, 3], np.float32))
    assert (s["min"], s["max"], s["mean"], s["nan"], s["inf"]) == (1, 3, 2, 1, 1)
    assert math.isnan(stats(np.array([np.nan]))["mean"]) and stats(np.array([1e300, -1e300]))["std"] > 1e300
    assert stats(np.array([True, False]))["max"] == 1


@pytest.mark.parametrize("x", [0, -1, 2**63 - 1, -(2**63), 2**80, 1.5, -0.0, math.inf, True, False, 2 + 3j])
def test_plain_numbers(path, x):
    tape = write(path, {**EVERYTHING[2], "numbers": {1: x}})
    got = tape[0]["numbers"][1]
    assert got == x and type(got) is type(x) and str(got) == str(x)


@pytest.mark.parametrize("text", ["", "é", "\ud800", "\udcff\x00", "😀" * 3000, "\r\n\u2028", "a" * 3_000_000])
def test_any_text(path, text):
    tape = write(path, {"event": "output", "stream": text, "text": text, "line": None}, meta={"source": text})
    assert tape[0]["text"] == text and tape[0]["stream"] == text and tape.meta["source"] == text


def test_one_huge_array(path):
    a = np.arange(20_000_000, dtype=np.float32)  # 80 MB: many times what waits, and more than one write takes at once
    v = stored(path, a)
    np.testing.assert_array_equal(v.array, a)


def patched(chunk, tail, **more):
    """A chunk (its arrays are its last `tail` bytes) with its header changed by `more` and a CRC to match."""
    names = ("magic", "crc", "rows", "strings", "values", "ints", "text", "arrays", "total", "value", "string", "row")
    head = dict(zip(names, CHUNK.unpack_from(chunk)))
    head.update({k: head[k] + d for k, d in more.items()})
    packed = CHUNK.pack(*head.values())
    head["crc"] = zlib.crc32(chunk[CHUNK.size : len(chunk) - tail], zlib.crc32(packed[8:]))
    return CHUNK.pack(*head.values()) + chunk[CHUNK.size :]


@pytest.mark.skipif(os.name != "posix", reason="wants files with holes")
def test_offsets_beyond_4_gigabytes(path, tmp_path):
    hole = 5 << 30  # in a file's first chunk, after which the chunk of another tape is put
    write(path, value_event(np.ones(1000)))
    write(tmp_path / "second.tape", value_event(np.full(1000, 7.0)))
    data, second = path.read_bytes(), (tmp_path / "second.tape").read_bytes()
    at = data.index(b"CHNK")
    with open(path, "wb") as f:
        f.write(data[:at] + patched(data[at:], 8000, arrays=hole, total=hole))
        f.truncate(len(data) + hole)
        f.seek(0, os.SEEK_END)
        f.write(patched(second[second.index(b"CHNK") :], 8000, value=1, string=2, row=1))
    tape = open_tape(path)
    assert len(tape) == 2 and path.stat().st_size > hole
    assert tape[0]["value"].array.tolist() == [1.0] * 1000
    assert tape.value(2).array.tolist() == [7.0] * 1000


def test_cut_anywhere_it_opens_up_to_its_last_whole_chunk(path, tmp_path):
    lengths = []
    with TapeWriter(path) as w:
        for i in range(12):
            w.append(EVERYTHING[i % 5])
            w.append(value_event(np.full(50, i)))
            w.flush()
            lengths.append(path.stat().st_size)
    data = path.read_bytes()
    first = data.index(b"CHNK")
    cut = tmp_path / "cut.tape"
    near = [x + d for x in lengths for d in (-1, 0, 1)]
    for n in [*range(first, first + 1200), *range(first + 1200, len(data), 37), *near]:
        cut.write_bytes(data[:n])
        tape = Tape(cut)
        whole = sum(x <= n for x in lengths)
        assert len(tape) == 2 * whole, n
        if whole:
            assert tape[2 * whole - 1]["value"].array.max() == whole - 1
        tape.close()
    for n in range(0, first):
        cut.write_bytes(data[:n])
        with pytest.raises(TapeError, match=r"cut off|empty|not a tape"):
            Tape(cut)


def test_damage_is_noticed(path):
    open_tape(tapes.write_chain(path, 50)).close()
    data = bytearray(path.read_bytes())
    first = data.index(b"CHNK")
    for at in range(first, len(data), 211):
        bad = data.copy()
        bad[at] ^= 0x41
        path.write_bytes(bad)
        with Tape(path) as tape:
            assert len(tape) < 106


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty, not a tape"),
        (b"\x00\xff" * 500, "is not a tape"),
        (b"import torch\n", "is not a tape"),
        (b"RGTAPE\n" + bytes(60), "is not a tape"),
        (b"RGTAPE\r\n", "cut off"),
        (b"RGTAPE\r\n" + bytes([9, 0, 0, 0]) + bytes(12), "of version 9"),
        (b"RGTAPE\r\n" + bytes([1, 0, 0, 0, 2, 0, 0, 0]) + bytes(8) + b"{}", "damaged"),
    ],
)
def test_foreign_files(path, content, message):
    path.write_bytes(content)
    with pytest.raises(TapeError, match=message) as e:
        open_tape(path)
    assert "\n" not in str(e.value)


def test_files_that_are_none(tmp_path):
    with pytest.raises(TapeError, match="there is no file"):
        open_tape(tmp_path / "no.tape")
    with pytest.raises(TapeError, match="is a directory"):
        open_tape(tmp_path)
    with pytest.raises(TapeError, match="cannot open the tape"):
        open_tape("a\0b")
    with pytest.raises(TapeError, match="cannot write the tape"):
        TapeWriter(tmp_path / "no" / "dir.tape")
    with pytest.raises(TapeError, match="cannot write the tape"):
        TapeWriter(tmp_path)


def test_events_that_are_none(path):
    with TapeWriter(path) as w:
        with pytest.raises(TapeError, match="unknown kind 'dance'"):
            w.append({"event": "dance"})
        with pytest.raises(TapeError, match="lacks the key 'tensor'"):
            w.append({"event": "accumulate"})
        w.append(EVERYTHING[0])
    assert [e["event"] for e in open_tape(path)] == ["tensor"]


@contextlib.contextmanager
def little_disk(path):
    """While in it, no file may grow more than 300 bytes beyond what the given one has."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 300, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk(path):
    w = TapeWriter(path)
    w.append(EVERYTHING[0])
    w.flush()
    good = path.stat().st_size
    w.append(value_event(np.ones(1000)))
    with little_disk(path), pytest.raises(TapeError, match="File too large"):
        w.flush()
    assert path.stat().st_size == good and len(open_tape(path)) == 1


def test_a_growing_tape(path):
    w = TapeWriter(path)
    tape = open_tape(path)
    assert len(tape) == 0 and not tape.complete
    seen = []
    for i in range(300):
        w.append({"event": "output", "stream": "stdout", "text": str(i), "line": i})
        if i % 7 == 0:
            w.flush()
            old = tape.table
            assert tape.refresh() == len(tape) == i + 1
            assert len(old) == len(seen)
            seen += [e["text"] for e in tape[len(seen) :]]
    w.append({"event": "end", "status": "finished"})
    w.close()
    assert tape.refresh() == 301 and tape.complete
    assert seen == [str(i) for i in range(295)]


WRITING_CHILD = """
    import sys, numpy as np
    from core.tapefile import TapeWriter
    w = TapeWriter(sys.argv[1])
    i = 0
    while True:
        w.append({"event": "tensor", "line": i, "tensor": i + 1, "name": f"x{i}", "value": np.full(i % 200, i)})
        i += 1
        if i == 500: print("on", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_read_while_another_process_writes_and_is_killed(path):
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITING_CHILD), str(path)],
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert child.stdout.readline() == b"on\n"
        tape = open_tape(path)
        last = 0
        for _ in range(30):
            n = tape.refresh()
            assert n >= last
            for i in {last, (last + n) // 2, n - 1} - {n, -1}:
                assert tape[i]["line"] == (i or None) and tape[i]["value"].array.tolist() == [i] * (i % 200)
            last = n
            time.sleep(0.01)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    n = tape.refresh()
    assert n >= last > 500 and not tape.complete
    again = open_tape(path)
    assert len(again) == n and again[n - 1]["tensor"] == n


def test_a_new_tape_leaves_the_readers_of_the_old_one_theirs(path):
    tape = open_tape(tapes.write_mlp(path, (30, 40, 5)))
    tapes.write_error(path)
    assert len(open_tape(path)) == 6
    if os.name == "posix":
        assert tape[1]["value"].array.shape == (40, 30)


def test_a_closed_tape_says_so(path):
    tape = open_tape(tapes.write_mlp(path, (30, 40, 5)))
    tape.close()
    assert len(tape) == tape.refresh() > 0
    with pytest.raises(TapeError, match="is closed"):
        _ = tape[3]["value"].array


def test_threads_append_together(path):
    def work(k):
        for i in range(300):
            w.append({"event": "output", "stream": f"s{k}", "text": f"{k} {i}"})

    with TapeWriter(path) as w:
        threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
    texts = [e["text"] for e in open_tape(path)]
    assert len(texts) == 1200
    for k in range(4):
        assert [t for t in texts if t.startswith(f"{k} ")] == [f"{k} {i}" for i in range(300)]


def test_the_header_says_where_the_tape_comes_from(path):
    meta = write(path, meta={"source": "x = 1\n", "path": "p.py", "argv": ["p.py", "a"]}).meta
    assert meta["source"] == "x = 1\n" and meta["argv"] == ["p.py", "a"] and meta["engine"] == "retrograd"
    assert {"created", "python", "path"} <= set(meta)
