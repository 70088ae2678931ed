"""Large values that follow from others are not written, and are read as if they were: Note [Derived values] in core/tapederived.py."""

import numpy as np
import pytest

from core import tapederived
from core.recorder_derived import OF_OPS, OF_RULES, Derived
from core.tapefile import TapeError, open_tape
from core.wire import DERIVED, FILE_HEAD, INLINE, VALUE
from tests.core.recorder.recording import in_batches, run

SETUP = """
    def start(*shape):
        t = torch.linspace(-3, 3, shape[0] * shape[1], dtype={dtype}).reshape(shape)
        t.view(-1)[3:9] = torch.tensor([0., -0., float("inf"), -float("inf"), float("nan"), 1e-40])
        return t
    x, y = start(200, 170).requires_grad_(), (start(200, 170) * 0.7 + 0.1).requires_grad_()
    row = torch.linspace(1, 2, 170, dtype={dtype}).requires_grad_()
    u, v = x + 0, y + 0
"""
EXPRESSIONS = [
    "u + v", "u - v", "u * v", "u / v", "2 - u", "u * 3 + 1", "u / 3", "-u", "u.abs()", "u.sqrt()", "u.relu()", "u.clone()", "u ** 2",
    "u.tanh()", "u.sigmoid()", "u.exp()", "v.log()", "u * u", "u * row + row", "u.T * v.T - 1", "(u.T.relu() / 2).T", "u.t() + v.t()",
    "torch.sub(u, v, alpha=2)", "u.detach() * v",
]  # fmt: skip


def values_of(tape):
    """Every value of every event, in order."""

    def found(x):
        if isinstance(x, dict):
            for k in x:
                yield from found(x[k])
        elif isinstance(x, list):
            for v in x:
                yield from found(v)
        elif hasattr(x, "array"):
            yield x

    return [v for event in tape for v in found(event)]


def records(tape):
    return np.concatenate([np.frombuffer(tape._load(k)[0], VALUE) for k in range(len(tape._chunks))])


def derived(tape):
    return int(np.count_nonzero(records(tape)["flags"] & DERIVED))


def both(program, tmp_path, monkeypatch):
    """The tape of a program, and one on which everything is written."""
    one = run(program, tmp_path / "derived.tape")
    monkeypatch.setattr(Derived, "made", lambda *args: None)
    return one, run(program, tmp_path / "written.tape")


@pytest.mark.parametrize("dtype", ["torch.float32", "torch.float64"])
def test_what_is_derived_is_what_would_be_written(dtype, tmp_path, monkeypatch):
    lines = [f"r{k} = {text}; r{k} = {text}; (r{k} * 1).sum().backward()" for k, text in enumerate(EXPRESSIONS)]
    program = SETUP.format(dtype=dtype) + "".join(f"\n    u, v = x + 0, y + 0; {line}" for line in lines)
    with np.errstate(all="ignore"):
        one, other = both(program, tmp_path, monkeypatch)
    assert derived(other) == 0 and derived(one) > 3 * len(EXPRESSIONS)
    mine, theirs = values_of(one), values_of(other)
    assert len(mine) == len(theirs)
    for a, b in zip(mine, theirs):
        assert (a.shape, a.dtype) == (b.shape, b.dtype)
        np.testing.assert_array_equal(a.array, b.array)
        np.testing.assert_array_equal(np.signbit(a.array)[a.array == 0], np.signbit(b.array)[b.array == 0])
    assert [e["event"] for e in one] == [e["event"] for e in other]
    assert (tmp_path / "derived.tape").stat().st_size < 0.6 * (tmp_path / "written.tape").stat().st_size


def test_parameters_that_an_optimizer_changed_follow_from_their_gradients(tmp_path, monkeypatch):
    program = """
        w = torch.linspace(-1, 1, 40_000).reshape(400, 100).clone().requires_grad_()
        optimizer = torch.optim.SGD([w], lr=0.1)
        for i in range(3):
            optimizer.zero_grad()
            (w * w).tanh().sum().backward()
            optimizer.step()
        """
    made, taken = Derived.made, []

    def watched(self, step, *args):
        placed = made(self, step, *args)
        taken.append((step, placed is not None))
        return placed

    monkeypatch.setattr(Derived, "made", watched)
    one, other = both(program, tmp_path, monkeypatch)
    for a, b in zip(values_of(one), values_of(other), strict=True):
        np.testing.assert_array_equal(a.array, b.array)
    assert taken.count(("plus_times", True)) == 3


def test_every_step_is_taken_by_some_op():
    said = {"plus_times"} | {step for _, step, _ in OF_OPS.values()} | {step for rules in OF_RULES.values() for step, *_ in rules.values()}
    assert said == set(tapederived.STEPS)


def test_changes_in_place_do_not_touch_what_follows(tmp_path, monkeypatch):
    program = """
        x = torch.linspace(-1, 1, 60_000)
        y = x * 2
        y = x * 2
        x.add_(1)
        z = y + x
        y.mul_(3)
        z = y + x
        part = y[100:50_100] - 1
        part = y[100:50_100] - 1
        w = y.view(300, 200).T * 2
        y.zero_()
        w = w + 1
        last = y + x
        """
    one, other = both(program, tmp_path, monkeypatch)
    assert derived(one) >= 5
    for a, b in zip(values_of(one), values_of(other), strict=True):
        np.testing.assert_array_equal(a.array, b.array)


def test_long_chains_are_written_now_and_then(tmp_path):
    tape = run("x = torch.linspace(-1, 1, 60_000)\nfor i in range(40):\n    x = x * 1.001\n", tmp_path / "a.tape")
    found = records(tape)
    large = found[(found["flags"] & INLINE == 0)]
    written = int(np.count_nonzero(large["flags"] & DERIVED == 0))
    assert 40 // (tapederived.DEEPEST + 1) <= written <= 8
    expected = np.float32(1)
    for _ in range(40):
        expected = expected * np.float32(1.001)
    assert tape[len(tape) - 2]["value"].array[-1] == expected


def test_a_tape_that_was_cut_off_has_all_that_its_values_follow_from(tmp_path, monkeypatch):
    in_batches(monkeypatch, 3)
    path = tmp_path / "a.tape"
    run("x = torch.linspace(-1, 1, 60_000)\nfor i in range(12):\n    x = (x * 1.5 - 1).tanh()\n", path)
    whole = path.read_bytes()
    lengths = set()
    for end in range(len(whole) // 3, len(whole), len(whole) // 7):
        path.write_bytes(whole[:end])
        with open_tape(path) as tape:
            lengths.add(len(tape))
            assert all(v.array.shape == (60_000,) for v in values_of(tape))
    assert len(lengths) > 2


def test_damage_is_told_in_a_line(tmp_path):
    path = tmp_path / "a.tape"
    tape = run("x = torch.linspace(-1, 1, 60_000)\ny = x * 2\ny = x * 2\n", path)
    found = records(tape)
    k = int(np.flatnonzero(found["flags"] & DERIVED)[-1])
    number = int(np.flatnonzero(found["flags"] & DERIVED)[-1]) + 1
    place = tape.value(number).key[1]
    data = bytearray(path.read_bytes())
    data[place : place + 4] = (999).to_bytes(4, "little")
    path.write_bytes(data)
    with open_tape(path) as damaged, pytest.raises(TapeError, match="damaged: it does not tell what a value follows from"):
        damaged.value(k + 1).array  # noqa: B018


def test_tapes_of_the_version_before_are_read(tmp_path):
    path = tmp_path / "a.tape"
    events = len(run("x = torch.ones(3)\ny = x * 2\n", path))
    data = bytearray(path.read_bytes())
    magic, version, *rest = FILE_HEAD.unpack_from(data)
    FILE_HEAD.pack_into(data, 0, magic, 2, *rest)
    path.write_bytes(data)
    with open_tape(path) as tape:
        assert version == 3 and len(tape) == events
