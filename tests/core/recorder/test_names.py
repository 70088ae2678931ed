"""The lines of events and the names of what they made, through calls, modules and factories."""

import sys

import pytest

import core.facade as torch
from tests.core.recorder.recording import TUTORIAL, of


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("y = x * 2 + 1", [(None, 1), ("y", 1)]),
        ("y = torch.exp(x)", [("y", 1)]),
        ("y = (x\n  * 2\n  ).sum()", [(None, 1), ("y", 3)]),
        ("y = torch.sum(\n  x *\n  2)", [(None, 2), ("y", 1)]),
        ("a = b = x * 2", [("a", 1)]),
        ("a, b = x * 2, x + 1", [("a", 1), ("b", 1)]),
        ("if (n := x.sum()) > 100: pass", [("n", 1), (None, 1)]),
        ("def f(t):\n  return (t * 2).sum()\ny = f(x)", [(None, 2), ("y", 2)]),
        ("def f(t):\n  r = t * 2\n  return r\ny = f(x)", [("r", 2)]),
        ("def f(t):\n  return t * 2\ny = f(x) + f(x)", [(None, 2), (None, 2), ("y", 3)]),
        ("def f(t):\n  return t * 2\ndef g(t):\n  return f(t)\ny = g(x)\nz = g(x)", [("y", 2), ("z", 2)]),
        ("f = lambda t: t * 2\ny = f(x)\nf(x)", [("y", 1), (None, 1)]),
        ("class C:\n  def __init__(self):\n    self.w = x * 2\nC()", [("self.w", 3)]),
        ("ys = [x * k for k in range(2)]", [(None, 1), (None, 1)]),
        ("y = x\ny += x", [("y", 2)][:0]),
        ("y = x.sum(); z = x.mean(0)", [("y", 1), ("z", 1)]),
        ("y = -x", [("y", 1)]),
        ("y = x[0]", [("y", 1)]),
        ("y = x @ x", [("y", 1)]),
        ("y = x.T", [("y", 1)]),
        ("y = x.norm()", [("y", 1)]),
        ("y = 1 - x", [("y", 1)]),
    ],
)
def test_lines_and_names(ops, program, expected):
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert ops(program, names={"x": x}) == expected


def test_tensors_of_every_factory_have_their_names(tape):
    program = """
        a = torch.tensor([1.])
        b = torch.ones(2)
        c = torch.randn(2, 2)
        d = torch.arange(3)
        e = torch.from_numpy(np.ones(2))
        f = torch.Tensor([1, 2])
        g = torch.FloatTensor([1, 2])
        h = torch.zeros_like(a)
        i = torch.autograd.Variable(a)
        j = torch.full((2,), 3.)
        k = torch.linspace(0, 1, 3)
        l = torch.eye(2)
        m = torch.rand(2)
        n = torch.nn.Parameter(a)
        o = a.data
        """
    made = {e["line"]: (e["name"], e["how"]) for e in of(tape(program), "tensor")}
    for k, letter in enumerate("abcdefghijklmno"):
        if letter != "i":  # torch's Variable gives back the tensor itself when nothing changes
            assert made[k + 2][0] == letter, (letter, made.get(k + 2))
    assert made[16] == ("o", "data")


def test_another_module_of_the_user(tape, tmp_path, monkeypatch):
    (tmp_path / "mine.py").write_text("def twice(t):\n    # one more line\n    d = t * 2\n    return d\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "mine", raising=False)
    events = tape("import mine\ny = mine.twice(torch.ones(1))\nz = y + 1")
    assert [(e["name"], e["line"], e.get("file")) for e in of(events, "op")] == [
        ("d", 3, str(tmp_path / "mine.py")),
        ("z", 3, None),
    ]


def test_what_was_written_to_before_it_is_given_has_its_variables_name(tape):
    events = tape("""
        y = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
        low = torch.quantile(y, 0.25)
        middle = y.detach().quantile(0.5)
        hot = torch.nn.functional.one_hot(torch.tensor([0, 2, 1]), 3)
    """)
    names = [e.get("name") for e in events if e["event"] in ("tensor", "mutate")]
    assert [name for name in names if name] == ["y", "low", "middle", "hot"]


def test_outputs_unpacked(tape):
    events = tape("x = torch.ones(2, 3)\nv, i = x.max(dim=0)\nv.sum().requires_grad_()\na, b = x.unbind()\n")
    several = [e for e in of(events, "op") if len(e["outputs"]) > 1]
    assert [(e["name"], len(e["values"])) for e in several] == [("v", 2), ("a", 2)]
    assert several[0]["values"][1].dtype == "int64"


def test_the_grad_of_a_tensor_is_called_so(tape):
    events = tape(TUTORIAL + "w = x.grad * 2\n")
    late = [e for e in of(events, "tensor") if e["name"] == "x.grad"]
    assert late[0]["value"].array.tolist() == [[4.5, 4.5], [4.5, 4.5]] and late[0]["line"] is None


def test_a_gradient_that_comes_up_says_whose_it_is(tape):
    events = tape("""
        x = torch.tensor(2.0, requires_grad=True)
        x.register_hook(lambda g: g * 5)
        y = x * 3
        y.register_hook(lambda g: g + 1)
        y.backward()
        double = x.grad * 2
        z = torch.tensor(2.0, requires_grad=True)
        (g,) = torch.autograd.grad(z * z, z)
        half = g / 2
        """)
    grads = [e for e in of(events, "tensor") if e["how"] == "grad"]
    z = next(e["tensor"] for e in of(events, "tensor") if e["name"] == "z")
    assert [(e["of"], e["name"], e["value"].array.item()) for e in grads] == [
        (None, None, 1), (1, None, 6), (1, "x.grad", 30), (z, "g", 4),
    ]  # fmt: skip


def test_what_a_call_gives_to_several_variables_has_their_names(tape):
    events = tape("""
        torch.manual_seed(0)
        rnn, head = torch.nn.RNN(2, 3), torch.nn.Linear(3, 1)
        x, h = torch.ones(4, 1, 2), None
        out, h = rnn(x, h)
        loss = sum(head(out).flatten())
        dw, = torch.autograd.grad(loss, head.weight, create_graph=True)
        z = torch.tensor(2.0, requires_grad=True)
        dz, = torch.autograd.grad(z ** 3, z, create_graph=True)
        """)
    named = {e.get("name"): e["line"] for e in events if e["event"] in ("op", "tensor")}
    assert (named["out"], named["h"], named["dz"]) == (5, 5, 9)
    assert {"head.weight", "head.bias", "rnn.weight_ih_l0"} <= set(named) and "bias" not in named


def test_names_in_a_module_are_known_from_its_first_call(tape):
    events = tape("""
        class Net(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.fc1 = torch.nn.Linear(2, 3)
            def forward(self, x):
                return self.fc1(x)
        net = Net()
        y = net(torch.ones(1, 2))
        """)
    made = [(e["tensor"], e["name"]) for e in of(events, "tensor")]
    assert [name for _, name in made][:2] == ["fc1.weight", "fc1.bias"]


def test_of_the_ops_within_one_call_only_the_last_has_the_variables_name(tape):
    events = tape("""
        from functools import reduce
        h = [torch.tensor(float(i)) for i in range(4)]
        total = sum(h)
        def product(parts):
            value = reduce(torch.mul, parts)
            return value
        p = product(h[1:])
        y = torch.tensor(1.0)
        for part in h:
            y = torch.add(y, part)
            both = sum([y, y])
        """)
    names = [e["name"] for e in of(events, "op")]
    assert names == [None, None, None, "total", None, "value", *["y", None, "both"] * 4]


def test_what_a_module_within_a_module_returns_has_the_variables_name(tape):
    events = tape("""
        class Net(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = torch.nn.Linear(2, 2)
            def forward(self, x):
                return self.fc(x)
        net = Net()
        for turn in range(2):
            logits = net(torch.ones(1, 2))
        """)
    assert [(e["op"], e["name"]) for e in of(events, "op")] == [("t", None), ("addmm", "logits")] * 2


def test_each_call_of_a_module_has_its_own_place(tape):
    """Also where another Module, a hook of the user's or his own function stands between the call and the line."""
    events = tape("""
        nn = torch.nn
        net = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU(), nn.Tanh()))
        class Own(nn.Module):
            def __init__(self):
                super().__init__()
                self.inner = net
            def forward(self, x):
                return self.inner(x)
        own = Own()
        x = torch.ones(1, 2)
        for turn in range(2):
            first = net(x)
            second = own(first)
            third = net(torch.nn.functional.relu(second))
        net[1][0].register_forward_hook(lambda module, args, out:
                                        net[0](out))
        for turn in range(2):
            fourth = net(x)
        """)
    ops = [(e["op"], e["line"], e["name"]) for e in of(events, "op")]
    layers = ["t", "addmm", "relu", "tanh"]
    plain = [(13, layers), (9, layers), (15, ["relu", *layers])]
    hooked = [("t", 19), ("addmm", 19), ("relu", 19), ("t", 17), ("addmm", 17), ("tanh", 19)]
    assert [op[:2] for op in ops] == [(op, line) for line, names in plain for op in names] * 2 + hooked * 2
    assert {name for _, _, name in ops} <= {None, "first", "second", "third", "fourth"}


@pytest.mark.parametrize("tracked", [False, True])
def test_the_parts_of_a_tensor_added_up_within_one_call_have_not_its_name(tape, tracked):
    events = tape(f"""
        x = torch.ones(4, requires_grad={tracked})
        for k in range(2):
            loss = sum(x)
        loss = loss + x[0]
        """)
    names = [e["name"] for e in of(events, "op") if e["op"] == "add"]
    assert names == [*[None, None, None, "loss"] * 2, "loss"]


NAMED = """x[1:]; x[:, 0]; x[0, 1:]; x[x > 1]; x[[0, 1]]; x[None]; x.view(-1); x.t(); x @ x; x.std(); x.norm(); 2 ** x; 1 / x
    abs(x); torch.where(x > 0, x, x * 0); torch.cat([x, x]); x.relu(); F.softmax(x, dim=1); F.linear(x, x); x.double()
    F.cross_entropy(x, torch.tensor([0, 1])); F.mse_loss(x, x * 2); nn.Linear(2, 3)(x); nn.LayerNorm(2)(x); x.clone()
    nn.Sequential(nn.Linear(2, 3), nn.ReLU())(x); nn.MSELoss()(x, x * 2); nn.CrossEntropyLoss()(x, torch.tensor([0, 1]))
    nn.Conv2d(1, 1, 1)(x.view(1, 1, 2, 2)); nn.BatchNorm1d(2)(x); nn.Dropout(0.5)(x); x.repeat(2, 1); torch.norm(x)
    torch.einsum("ij,jk->ik", x, x); x.masked_fill(x > 0, 1.); x.gather(1, torch.tensor([[0], [1]])); x == 1; x.detach()
    nn.Embedding(3, 2)(torch.tensor([0, 1])); x.abs().sum().log(); torch.zeros_like(x); torch.tensor(x.tolist())
    x.prod(); x.prod(1, keepdim=True); x.cumsum(0); x.nansum()"""


@pytest.mark.parametrize("expression", [e.strip() for e in NAMED.replace("\n", ";").split(";")])
def test_what_a_function_of_ours_gives_has_the_variables_name(tape, expression):
    events = tape(f"F, nn = torch.nn.functional, torch.nn\nx = torch.tensor([[1., 2.], [3., 4.]])\ny = {expression}")
    names = [e["name"] for e in events if e["event"] in ("op", "tensor") and e["line"] == 3]
    assert names[-1] == "y" and names.count("y") == 1
