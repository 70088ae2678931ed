"""The recorder's values: as they were at that moment, whatever is changed later; equal memory is written once."""

import os
from contextlib import closing

import numpy as np
import pytest

import core.facade as torch
from core.recorder import Recorder
from core.recorder_memory import Memory
from core.tapechunks import Chunks
from core.tapefile import open_tape
from core.tapewrite import default_meta
from tests.core.recorder.recording import in_batches, of, run

CHANGES = {
    "add_": "w.add_(1)",
    "setitem": "w[1] = -5",
    "setitem on a view": "w[1:][0] = -5",
    "slice": "w[:2] *= 3",
    "zero_": "w.zero_()",
    "copy_": "w.copy_(torch.full_like(w, 9))",
    "fill through a view": "w.view(-1).fill_(4)",
    "through .data": "w.data.mul_(2)",
    "through .detach()": "w.detach().add_(2)",
    "assigned .data": "w.data = w.data * 2",
    "numpy": "w.numpy()[0] = 33",
    "numpy again": "a[0] = 34",
    "out=": "torch.add(w, 1, out=w)",
    "swap": "w[[0, 1]] = w[[1, 0]]",
}


@pytest.mark.parametrize("size", [3, 40_000])
@pytest.mark.parametrize("change", CHANGES)
def test_later_changes_do_not_touch_what_was_recorded(change, size, tape):
    a = np.arange(size, dtype=np.float32)
    events = tape(
        f"""
        w = torch.from_numpy(a) if "again" in {change!r} else torch.tensor(a)
        u = w * 2
        v = w.view(-1)
        {CHANGES[change]}
        after = w + 0
        back = v + 0
        """,
        names={"a": a.copy()},
    )
    values = {e["name"]: e["value"].array for e in events if e["event"] in ("tensor", "op") and e["name"]}
    np.testing.assert_array_equal(values["w"], a)
    np.testing.assert_array_equal(values["u"], a * 2)
    np.testing.assert_array_equal(values["v"], a)
    if change != "assigned .data":
        np.testing.assert_array_equal(values["after"], values["back"])
    assert (values["after"] != a).any()
    for e in of(events, "mutate"):
        if e["tensor"] == 1:
            np.testing.assert_array_equal(e["value"].array, values["after"])


def test_any_mixture_of_changes(tape):
    """A random program of views, in-place changes and reads; each value is compared with a copy taken at the time."""
    rng = np.random.default_rng(0)
    lines = ["t0 = torch.arange(24.).reshape(4, 6)", "big = torch.zeros(200, 300)"]
    names = ["t0", "big"]
    for i in range(1, 200):
        source = names[rng.integers(len(names))]
        line = [
            f"t{i} = {source} + {i}", f"t{i} = {source}.t()", f"t{i} = {source}[1:]", f"t{i} = {source}.clone()",
            f"{source}.add_({i})", f"{source}[0] = {i}", f"{source}.mul_(0.5)", f"t{i} = {source}[:, ::2]",
            f"t{i} = {source}.detach()",
        ][rng.integers(9)]  # fmt: skip
        if line.startswith(f"t{i} ="):
            line += f"\nif t{i}.numel() == 0: t{i} = big"
            names.append(f"t{i}")
        else:
            line = f"if {source}.numel(): {line}"
        lines += [line, f"note({names[-1]})", f"note({source})"]
    seen = []

    def note(t):
        u = t * 1
        seen.append((u._data.copy(), t._data.copy()))

    events = tape("\n".join(lines), names={"note": note})
    copies = [e["value"].array for e in of(events, "op") if e["op"] == "mul"]
    assert len(copies) == len(seen) > 300
    for got, (u, t) in zip(copies, seen):
        np.testing.assert_array_equal(got, u)
        np.testing.assert_array_equal(u, t)
    last = {e["outputs"][0]: e for e in of(events, "op")}
    assert len(last) > 300


def test_gradients_that_accumulate_in_place(tape):
    events = tape("""
        x = torch.ones(500, requires_grad=True)
        for k in range(4):
            (x * k).sum().backward()
        x.grad.zero_()
        x.grad += 5
        """)
    assert [e["grad"].array.max() for e in of(events, "accumulate")] == [0, 1, 3, 6, 5]  # += sets .grad
    assert [e["added"].array.max() for e in of(events, "accumulate")] == [0, 1, 2, 3, 5]
    assert [e["value"].array.max() for e in of(events, "mutate")][-1] == 5


@pytest.mark.parametrize("size", [1, 3, 3000])
def test_tensors_made_before_the_recording_are_as_they_were_when_first_met(tape, size):
    w = torch.full((size,), 3.0, requires_grad=True)
    events = tape(
        """
        loss = (w * w).sum()
        loss.backward()
        g = w.grad * 1
        w.grad.zero_()
        opt = torch.optim.SGD([w], lr=0.5)
        w.grad += 2
        opt.step()
        """,
        names={"w": w},
    )
    seen = {e["tensor"]: e for e in of(events, "tensor")}
    assert {e["name"]: e["value"].array.max() for e in seen.values()} == {"w": 3, "w.grad": 6}
    assert of(events, "optimizer_step")[0]["params"][0]["before"].array.max() == 3


@pytest.mark.parametrize("size", [1, 3, 3000])
@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_parameters_before_and_after_a_step(tape, optimizer, size):
    events = tape(f"""
        w = torch.ones({size}, requires_grad=True)
        held = [w.detach()] if {size} == 3 else []
        opt = torch.optim.{optimizer}([w], lr=0.1)
        seen = []
        for k in range(3):
            seen.append(w.detach().numpy().copy()) if held else None
            opt.zero_grad()
            (w * w).sum().backward()
            opt.step()
            w * 1
        """)
    steps = of(events, "optimizer_step")
    assert [s["optimizer"] for s in steps] == [optimizer] * 3
    after = [s["params"][0]["after"].array for s in steps]
    before = [s["params"][0]["before"].array for s in steps]
    assert steps[0]["params"][0]["name"] == "w" and before[0].max() == 1
    for a, b, c in zip(after, before[1:], before):
        np.testing.assert_array_equal(a, b)
        assert (a != c).all()
    shown = [e["value"].array for e in of(events, "op") if e["op"] == "mul" and e.get("numbers") == {1: 1}]
    for a, s in zip(after, shown, strict=True):
        np.testing.assert_array_equal(a, s)


def test_each_arrays_bytes_are_written_once(tape, tmp_path):
    n = 1000
    tape(f"""
        w = torch.rand({n}, {n}, requires_grad=True)
        x = w.t().t().view(-1)
        y = w.detach()
        z = w.expand(50, {n}, {n})
        s = w.sum()
        s.backward()
        """)
    # w; the rest are views, or the gradient of sum, one number spread out
    assert 4 * n * n < (tmp_path / "x.tape").stat().st_size < 1.1 * 4 * n * n


@pytest.mark.parametrize(
    "dtype", ["float16", "bfloat16", "float32", "float64", "int64", "bool", "complex64", "complex128"]
)
def test_dtypes(tape, dtype):
    events = tape(f"""
        a = torch.tensor([1, 0, 2], dtype=torch.{dtype})
        b = a[0]
        c = torch.tensor(1, dtype=torch.{dtype})
        """)
    values = {e["name"]: e["value"] for e in events if "value" in e}
    assert {v.dtype for v in (values["a"], values["b"], values["c"])} == {dtype}
    assert values["a"].array.tolist()[0] == values["b"].array.tolist() == values["c"].array.tolist() == 1
    assert values["c"].shape == ()


@pytest.mark.parametrize("large", [40, 20_000])
def test_a_memory_of_equal_elements_takes_one_of_them(tmp_path, large):
    """What a mean sends back."""
    program = f"""
        x = torch.arange({large}.0, requires_grad=True)
        (x * 2).mean().backward()
        zeros = torch.zeros(2, {large})
        nan = torch.full(({large},), float("nan"))
        almost = torch.zeros({large})
        almost[7] = -0.0
    """
    tape = run(program, tmp_path / "tape")
    values = {e["name"]: e["value"].array for e in tape if e["event"] in ("op", "tensor") and e["name"]}
    sent = next(e["grad_inputs"][0].array for e in tape if e["event"] == "node" and e["grad_fn"] == "MeanBackward0")
    assert sent.shape == (large,) and (sent == np.float32(1 / large)).all()
    assert values["zeros"].shape == (2, large) and not values["zeros"].any()
    assert np.isnan(values["nan"]).all() and not np.signbit(values["almost"]).any()
    changed = next(e["value"].array for e in tape if e["event"] == "mutate")
    assert np.signbit(changed).nonzero()[0].tolist() == [7]
    if large > 40:
        assert os.path.getsize(tmp_path / "tape") < 8 * 4 * large


def test_a_view_of_equal_elements_that_shows_their_bytes(tmp_path):
    chunks = Chunks(tmp_path / "tape", default_meta({}))
    memory = Memory(chunks)
    whole = np.full(20_000, -0.5, np.float32)
    chunks.add_values(memory.records([whole, whole[1:], whole.view(np.uint8)], None), 3)
    chunks.flush()
    chunks.close()
    tape = open_tape(tmp_path / "tape")
    assert [tape.value(k).array.tolist() for k in (1, 2)] == [whole.tolist(), whole[1:].tolist()]
    assert tape.value(3).array.tolist() == [0, 0, 0, 191] * 20_000


def test_transposes_of_a_large_memory_are_looked_up_and_right_after_it_changed(tape, tmp_path):
    """A layer's weight is transposed at every call; its memory is on the tape once for each step."""
    events = tape("""
        w = torch.arange(12_000.0).reshape(100, 120).clone().requires_grad_()
        for _ in range(3):
            a, b = w.t(), w.t()
            rows, half = w.reshape(120, 100), w[:50].t()
            with torch.no_grad():
                w += 1
        """)
    made = [e for e in of(events, "op") if e["name"] in ("a", "b", "rows", "half")]
    start = np.arange(12_000, dtype=np.float32).reshape(100, 120)
    expected = {"a": start.T, "b": start.T, "rows": start.reshape(120, 100), "half": start[:50].T}
    assert len(made) == 12
    for k, e in enumerate(made):
        assert np.array_equal(e["value"].array, expected[e["name"]] + k // 4), (k, e["name"])
    assert os.path.getsize(tmp_path / "x.tape") < 6 * start.nbytes


def test_both_gradients_of_a_square_are_written_once(tmp_path):
    tape = run("y = torch.arange(50_000.0, requires_grad=True)\n(y * y).sum().backward()", tmp_path / "tape")
    (sent,) = [e["grad_inputs"] for e in tape if e["event"] == "node" and e["grad_fn"] == "MulBackward0"]
    assert sent[0].key == sent[1].key and (sent[1].array == np.arange(50_000)).all()


def test_what_is_known_of_small_shapes_is_kept_once(tmp_path, monkeypatch):
    in_batches(monkeypatch, 1)
    recorder = Recorder(tmp_path / "a.tape")
    recorder.start()
    with closing(recorder):
        x = torch.ones(3)
        for _ in range(50):
            x = x * 2
    assert len(recorder._memory._small_records) == 1
