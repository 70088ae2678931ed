"""torch.save and torch.load: round trips, sharing, and what is refused."""

import io
import json
import pickle
import sys
import zipfile
from collections import Counter, OrderedDict, defaultdict

import numpy as np
import pytest

import core.facade as torch


def through(obj, **kw):
    buffer = io.BytesIO()
    torch.save(obj, buffer)
    buffer.seek(0)
    return torch.load(buffer, **kw)


DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64")


@pytest.mark.parametrize("name", DTYPES)
@pytest.mark.parametrize("shape", [(), (3,), (2, 0), (2, 3)])
def test_tensors_of_every_dtype(name, shape):
    dtype = getattr(torch, name)
    n = int(np.prod(shape))
    t = torch.arange(n).reshape(shape).to(dtype) if shape else torch.tensor(1).to(dtype)
    back = through(t)
    assert back.dtype is dtype
    assert back.shape == t.shape
    assert repr(back) == repr(t)


def test_structures_come_back_as_they_were():
    nan = float("nan")
    obj = {
        "numbers": [1, 2.5, -(10**30), True, None, 1 + 2j, float("inf")],
        (1, "a"): ({1, 2}, frozenset([3]), b"bytes\x00", bytearray(b"x"), range(2, 9, 3)),
        3: OrderedDict([("b", 1), ("a", [])]),
        "kinds": [torch.float32, torch.bool, torch.device("cpu"), torch.Size([2, 3])],
        "counts": Counter("hello"),
        "default": defaultdict(list, a=[1]),
        "text": "ünïcödé \ud800 \u2028",
        "numpy": [np.arange(6, dtype=np.int16).reshape(2, 3).T, np.float32(0.1), np.str_("s").item()],
    }
    back = through(obj)
    assert list(back) == list(obj)
    assert back["numbers"] == obj["numbers"]
    assert back[1, "a"] == obj[1, "a"]
    assert list(back[3].items()) == list(obj[3].items())
    assert back["kinds"][0] is torch.float32
    assert back["kinds"][1:] == obj["kinds"][1:]
    assert type(back["kinds"][3]) is torch.Size
    assert back["counts"] == obj["counts"]
    assert type(back["counts"]) is Counter
    assert back["default"]["new"] == []
    assert back["text"] == obj["text"]
    assert np.array_equal(back["numpy"][0], obj["numpy"][0])
    assert back["numpy"][1] == np.float32(0.1)
    assert np.isnan(through(nan))


def test_what_was_one_object_is_one_again():
    t, shared = torch.ones(2), [1]
    back = through({"a": t, "b": t, "c": [shared, shared]})
    assert back["a"] is back["b"]
    assert back["c"][0] is back["c"][1]
    loop = []
    loop.append(loop)
    back = through(loop)
    assert back[0] is back


def test_views_share_memory_after_loading():
    x = torch.arange(6.0).reshape(2, 3)
    back = through({"x": x, "t": x.t(), "row": x[1]})
    assert not back["t"].is_contiguous()
    back["x"][1, 0] = 9
    assert back["t"].tolist() == [[0, 9], [1, 4], [2, 5]]
    assert back["row"].tolist() == [9, 4, 5]


def test_parameters_keep_their_kind_and_flags():
    p = torch.nn.Parameter(torch.ones(2))
    back = through([p, torch.ones(1, requires_grad=True), torch.tensor(2.0, requires_grad=True) * 3])
    assert type(back[0]) is torch.nn.Parameter
    assert [t.requires_grad for t in back] == [True] * 3
    assert all(t.is_leaf for t in back)
    assert back[2].item() == 6.0
    back[2].backward()
    assert back[2].grad.item() == 1.0


def test_optimizer_states_go_on(tmp_path):
    def make():
        w = torch.tensor([1.0, 2.0], requires_grad=True)
        return w, torch.optim.Adam([w], lr=0.1)

    w, opt = make()
    w.grad = torch.ones(2)
    opt.step()
    torch.save({"w": w, "opt": opt.state_dict(), "epoch": 3}, tmp_path / "c.pt")
    opt.step()
    back = torch.load(str(tmp_path / "c.pt"), map_location="cpu")
    w2, opt2 = make()
    w2.data = back["w"].data
    opt2.load_state_dict(back["opt"])
    w2.grad = torch.ones(2)
    opt2.step()
    assert w2.tolist() == w.tolist()
    assert back["epoch"] == 3


def test_an_optimizer_itself_needs_weights_only_false():
    opt = torch.optim.SGD([torch.ones(2, requires_grad=True)], lr=0.1, momentum=0.9)
    with pytest.raises(pickle.UnpicklingError, match=r"GLOBAL torch\.optim\.sgd\.SGD was not an allowed global"):
        through(opt)
    back = through(opt, weights_only=False)
    assert repr(back) == repr(opt)
    (p,) = back.param_groups[0]["params"]
    p.grad = torch.ones(2)
    back.step()
    assert p.tolist() == pytest.approx([0.9, 0.9])


def test_the_state_of_the_generator():
    torch.manual_seed(1)
    back = through(torch.get_rng_state())
    first = torch.rand(3).tolist()
    torch.set_rng_state(back)
    assert torch.rand(3).tolist() == first


def refused(data):
    with pytest.raises(pickle.UnpicklingError, match="never reads one") as caught:
        torch.load(io.BytesIO(data), weights_only=False)
    return str(caught.value)


class Bomb:
    def __reduce__(self):
        return (print, ("ran",))


def test_pickles_are_refused_and_never_run(capsys):
    refused(pickle.dumps(Bomb()))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as z:
        z.writestr("archive/data.pkl", pickle.dumps(Bomb()))
        z.writestr("archive/version", "3")
    buffer.seek(0)
    with pytest.raises(pickle.UnpicklingError, match="holds an object of type"):
        torch.load(buffer, weights_only=False)
    refused(b"hello world")
    assert capsys.readouterr().out == ""


def crafted(root):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as z:
        z.writestr("retrograd.json", json.dumps({"format": "retrograd", "version": 1, "root": root}))
        z.writestr("data/0", b"\0" * 8)
    buffer.seek(0)
    return buffer


@pytest.mark.parametrize(
    "root",
    [
        {
            "t": "tensor",
            "block": 0,
            "dtype": "float32",
            "shape": [100],
            "strides": [4],
            "offset": 0,
            "grad": False,
            "id": 0,
        },
        {
            "t": "tensor",
            "block": 0,
            "dtype": "float32",
            "shape": [2],
            "strides": [-4],
            "offset": 0,
            "grad": False,
            "id": 0,
        },
        {
            "t": "tensor",
            "block": 7,
            "dtype": "float32",
            "shape": [1],
            "strides": [4],
            "offset": 0,
            "grad": False,
            "id": 0,
        },
        {"t": "nonsense", "id": 0},
        {"t": "ref", "id": 5},
    ],
)
def test_a_damaged_file_says_so(root):
    with pytest.raises(RuntimeError, match="is damaged"):
        torch.load(crafted(root))


@pytest.mark.parametrize(
    "module, name", [("os", "system"), ("builtins", "eval"), ("collections", "OrderedDict"), ("io", "BytesIO")]
)
def test_no_class_but_a_modules_is_made(module, name):
    root = {"t": "object", "class": [module, name], "v": {"t": "dict", "v": [], "id": 1}, "id": 0}
    with pytest.raises(pickle.UnpicklingError):
        torch.load(crafted(root))
    with pytest.raises(pickle.UnpicklingError, match="is not a class of modules"):
        torch.load(crafted(root), weights_only=False)


def test_errors_are_torchs(tmp_path):
    with pytest.raises(EOFError, match="Ran out of input"):
        torch.load(io.BytesIO(b""))
    with pytest.raises(FileNotFoundError):
        torch.load(tmp_path / "none.pt")
    with pytest.raises(RuntimeError, match=r"Parent directory /no/such does not exist\."):
        torch.save(1, "/no/such/x.pt")
    with pytest.raises(AttributeError, match="You can only torch"):
        torch.load(3)
    with pytest.raises(AttributeError, match="expected 'f' to be string, path, or a file-like object"):
        torch.save(1, 3)
    with pytest.raises(TypeError, match="keeps data, not code"):
        torch.save(lambda: 1, io.BytesIO())


def test_functions_are_pickled_by_torchs_names(monkeypatch):
    for name, home in (("torch", torch), ("torch.nn.functional", torch.nn.functional), ("torch.linalg", torch.linalg)):
        monkeypatch.setitem(sys.modules, name, home)
    for f in (torch.sigmoid, torch.add, torch.einsum, torch.nn.functional.relu, torch.nn.functional.softmax, torch.linalg.norm, torch.Tensor.exp):
        assert pickle.loads(pickle.dumps(f)) is f
    assert b"retrograd" not in pickle.dumps(torch.sigmoid)
    names = {}
    exec("from torch import *", names)
    assert names["add"] is torch.add and "nn" not in names
