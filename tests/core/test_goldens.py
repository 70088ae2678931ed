"""Every golden case of real PyTorch: values, printed text, graphs, gradients, second gradients, errors."""

import re
import warnings

import pytest

import core.facade as torch

from .golden import ERRORS, OPS, close, graph_of, scope

# Each entry left out has its reason beside it.
LEFT_OUT = {}


@pytest.fixture(autouse=True)
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("case", OPS["cases"], ids=lambda c: c["program"])
def test_op(case):
    names = scope()
    value = eval(case["program"], names)
    assert str(value.dtype) == case["dtype"]
    assert list(value.shape) == case["shape"]
    assert close(value.tolist(), case["value"])
    assert value.requires_grad == case["requires_grad"]
    assert repr(value) == case["repr"]
    if case.get("graph") is not None and value.grad_fn is not None:
        assert graph_of(value.grad_fn) == case["graph"]
    if not case["requires_grad"]:
        return
    x, y = names["x"], names["y"]
    weights = torch.arange(1, value.numel() + 1).reshape(value.shape).to(value.dtype) / 10
    second = "second_x" in case
    gx, gy = torch.autograd.grad((value * weights).sum(), (x, y), create_graph=second, allow_unused=True)
    for got, want in ((gx, case["grad_x"]), (gy, case["grad_y"])):
        assert (got is None) == (want is None)
        assert got is None or close(got.tolist(), want)
    if second:
        total = sum((g * g).sum() for g in (gx, gy) if g is not None and g.requires_grad)
        sx, sy = torch.autograd.grad(total, (x, y), allow_unused=True)
        for got, want in ((sx, case["second_x"]), (sy, case["second_y"])):
            assert (got is None) == (want is None)
            assert got is None or close(got.tolist(), want, 1e-4)


@pytest.mark.parametrize("case", OPS["cases"], ids=lambda c: c["program"])
def test_both_backwards_agree(case):
    """The rules on arrays (first order) and on tensors (create_graph) give the same numbers."""
    if not case["requires_grad"]:
        return
    found = []
    for create_graph in (False, True):
        names = scope()
        value = eval(case["program"], names)
        out = (value * value.detach()).sum()
        found.append(torch.autograd.grad(out, (names["x"], names["y"]), create_graph=create_graph, allow_unused=True))
    for raw, graph in zip(*found):
        assert (raw is None) == (graph is None)
        assert raw is None or close(raw.tolist(), graph.tolist(), 1e-6)


def _main(text):
    return re.sub(r"0x[0-9a-f]+", "0xADDR", text)


@pytest.mark.parametrize("case", ERRORS["cases"], ids=lambda c: c["case"])
def test_error(case):
    import sys

    names = {"__name__": "__main__"}
    saved = {k: sys.modules.get(k) for k in list(sys.modules) if k == "torch" or k.startswith("torch.")}
    torch.manual_seed(0)
    try:
        _serve_torch()
        exec(ERRORS["preamble"], names)
        with pytest.raises(Exception) as caught:
            exec(case["program"], names)
    finally:
        for k in [k for k in sys.modules if k == "torch" or k.startswith("torch.")]:
            del sys.modules[k]
        sys.modules.update({k: v for k, v in saved.items() if v is not None})
    kind = type(caught.value)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    assert name == case["type"]
    assert _main(str(caught.value)) == _main(case["message"])


def _serve_torch():
    """`import torch` and its submodules find the facade, as in the child process."""
    import importlib
    import sys

    sys.modules["torch"] = torch
    for name in ("nn", "nn.functional", "autograd", "autograd.function", "autograd.gradcheck", "optim"):
        sys.modules[f"torch.{name}"] = importlib.import_module(f"core.facade.{name}")
