"""torch.optim against real PyTorch: parameters and states to the last bit, reprs, texts of errors and warnings."""

import numpy as np
import pytest

import core.facade as torch
from core import state as S
from tests.core import programs

NAMES = {"torch": torch, "nn": torch.nn, "optim": torch.optim, "lr_scheduler": torch.optim.lr_scheduler}
PROGRAMS, GOLDEN = programs.programs("optim"), programs.golden("optim")


@pytest.mark.parametrize("title", PROGRAMS)
def test_as_torch(title):
    assert programs.run(PROGRAMS[title], NAMES) == GOLDEN[title]


class Listener:
    """A recorder that keeps what it is told."""

    def __init__(self):
        self.events = []

    def __getattr__(self, name):
        return lambda *args, **kw: self.events.append((name, *args))

    def overwriting(self, t):
        return t._data.copy()


@pytest.fixture
def listener():
    S.rec = Listener()
    yield S.rec
    S.rec = None


def steps_of(listener):
    return [e for e in listener.events if e[0] == "optimizer_step"]


@pytest.mark.parametrize(
    "name", ["SGD", "Adam", "AdamW", "NAdam", "RAdam", "Adamax", "RMSprop", "Rprop", "Adagrad", "Adadelta", "ASGD"]
)
def test_a_recorded_step_tells_before_and_after(listener, name):
    vector, scalar = torch.ones(3, requires_grad=True), torch.tensor(2.0, requires_grad=True)
    held = torch.ones(2)
    shared = torch.nn.Parameter(held)  # its memory is seen by `held`, too
    params = [vector, scalar, shared]
    opt = getattr(torch.optim, name)(params, lr=0.1)
    for _ in range(2):
        for p in params:
            p.grad = torch.full(p.shape, 0.5)
        was = [np.array(p._data) for p in params]
        memory = vector._data
        opt.step()
        assert np.array_equal(memory, was[0]), "what was recorded by reference has been written to"
        _, said, changes, groups = steps_of(listener)[-1]
        assert groups is opt.param_groups
        assert said == name
        assert [id(p) for p, _, _ in changes] == [id(p) for p in params]
        for (p, before, after), old in zip(changes, was):
            assert np.array_equal(before, old)
            assert np.array_equal(after, p._data)
            assert not np.array_equal(before, after)
        assert held.tolist() == shared.tolist()
    assert len(steps_of(listener)) == 2


def test_recording_changes_no_number(listener):
    def run(recorded):
        S.rec = listener if recorded else None
        torch.manual_seed(0)
        p = torch.randn(5, requires_grad=True)
        opt = torch.optim.AdamW([p], lr=0.1)
        for _ in range(3):
            p.grad = torch.randn(5)
            opt.step()
        return p.tolist()

    assert run(True) == run(False)


def test_zero_grad_is_told(listener):
    p, q = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    p.grad = torch.ones(2)
    opt = torch.optim.SGD([p, q], lr=0.1)
    opt.zero_grad(set_to_none=False)
    opt.zero_grad()
    opt.zero_grad()
    zeroed = [e[1:] for e in listener.events if e[0] == "grad_reset"]
    gone = [e[1:] for e in listener.events if e[0] == "grad_resets"]
    assert [(t is p, to) for t, to in zeroed] == [(True, "zero")]
    assert [([t is p for t in ts], to) for ts, to in gone] == [([True], "none")]


def test_an_optimizer_of_the_users_own_is_told_from_outside(listener):
    class Mine(torch.optim.Optimizer):
        def __init__(self, params):
            super().__init__(params, {})

        def step(self):
            for p in self.param_groups[0]["params"][:1]:
                p.data.sub_(1)

    p, q = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    Mine([p, q]).step()
    ((_, name, changes, _),) = steps_of(listener)
    assert name == "Mine"
    assert [(c[0] is p, c[1].tolist(), c[2].tolist()) for c in changes] == [(True, [1, 1], [0, 0])]


def test_large_parameters_are_right_to_a_rounding():
    torch.manual_seed(0)
    n = 40_000
    p = torch.randn(n, requires_grad=True)
    old, g = np.array(p._data, np.float64), torch.randn(n)
    p.grad = g
    torch.optim.SGD([p], lr=0.1).step()
    np.testing.assert_allclose(p._data, old - np.float32(0.1) * g._data.astype(np.float64), rtol=0, atol=5e-7)


@pytest.mark.parametrize(("name", "values"), [
    ("Adam", [0.7015863061 + 1.7006233931j, -0.2048712522j]),
    ("RMSprop", [0.3096873462j, 0.0763871372j]),
    ("Adagrad", [0.7804561853 + 1.7758214474j, -0.2908991873j]),
])  # fmt: skip
def test_a_complex_parameter_is_stepped_by_its_parts(name, values):
    z = torch.nn.Parameter(torch.tensor([1 + 2j, -0.5j]))
    optimizer = getattr(torch.optim, name)([z], lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        z.abs().square().sum().backward()
        optimizer.step()
    np.testing.assert_allclose(z.tolist(), values, atol=1e-7)
    assert {v.dtype for k, v in optimizer.state[z].items() if k != "step"} == {torch.complex64} and z._version
