"""What happens in a Module's forward is on the tape with the module's path and the call it happened in."""

import core
from core import facade as torch
from core import open_tape
from core.tapewrite import TapeWriter

nn = torch.nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x):
        return x + self.fc(x).relu_()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.h = nn.ModuleList([Block(), Block()])
        self.same = Block()

    def forward(self, x):
        for block in self.h:
            x = block(x)
        return self.same(self.same(x)) * torch.ones(3)


def recorded(tmp_path, work):
    path = tmp_path / "run.tape"
    with core.record(path):
        work()
    return open_tape(path)


def test_ops_know_the_path_of_the_module_they_happened_in(tmp_path):
    net, x = Net(), torch.ones(2, 3)
    with recorded(tmp_path, lambda: (net(x).sum(), x * 2)) as tape:
        ops = [e for e in tape if e["event"] in ("op", "mutate")]
        paths = [e.get("module") for e in ops]
        assert [p for p in paths if p is not None][:4] == ["h.0.fc", "h.0.fc", "h.0", "h.0"]
        assert paths[-2:] == [None, None]  # the sum and the product are the user's own
        assert paths[-3] == ""  # the outermost module's own multiplication
        assert any(e["event"] == "tensor" and e.get("module") == "" for e in tape)  # torch.ones in its forward


def test_two_calls_of_one_module_are_two_scopes_and_know_the_call_around_them(tmp_path):
    net = Net()
    with recorded(tmp_path, lambda: net(torch.ones(2, 3))) as tape:
        calls = list(dict.fromkeys(e["scope"] for e in tape if e.get("module") == "same"))
        assert len(calls) == 2
        around = [tape.scope(call) for call in calls]
        assert [c["class"] for c in around] == ["Block", "Block"]
        assert around[0]["in"] == around[1]["in"] and tape.scope(around[0]["in"])["class"] == "Net"


def test_an_exception_leaves_the_module(tmp_path):
    class Fails(nn.Module):
        def forward(self, x):
            raise ValueError

    def work():
        try:
            Fails()(torch.ones(1))
        except ValueError:
            torch.ones(2) * 2

    with recorded(tmp_path, work) as tape:
        assert all("module" not in e for e in tape if e["event"] == "op")


def test_links_do_not_take_the_scope_for_a_tensor_or_a_node(tmp_path):
    from core.tapelinks import links

    net = Net()
    with recorded(tmp_path, lambda: net(torch.ones(2, 3)).sum()) as tape:
        found = links(tape, 0, len(tape))
        named = [(s, i, n) for s, i, n in zip(found.next_seq, found.next_slot, found.next_node)]
        told = [(e["seq"], i, n) for e in tape if "next" in e for i, (n, _) in enumerate(e["next"]) if n]
        assert sorted(named) == sorted(told)


def test_another_engine_can_write_scopes(tmp_path):
    with TapeWriter(tmp_path / "other.tape") as writer:
        outer = writer.scope("", "Net")
        inner = writer.scope("fc", "Linear", outer)
        event = {"event": "op", "op": "mul", "inputs": [1, None], "numbers": {"1": 2.0}, "outputs": [2], "node": None}
        writer.append({**event, "scope": inner})
        writer.append({**event, "scope": 12345})  # of some other tape: left out
    with open_tape(tmp_path / "other.tape") as tape:
        assert (tape[0]["module"], tape.scope(tape[0]["scope"])["in"]) == ("fc", outer)
        assert tape[0]["numbers"] == {1: 2.0} or tape[0]["numbers"] == {"1": 2.0}
        assert "scope" not in tape[1]


def test_making_a_layer_is_no_part_of_the_graph(tmp_path):
    """Its parameters are told, with no op on them."""
    with core.record(tmp_path / "a.tape"):
        nn = torch.nn
        for layer in (
            nn.Conv1d(2, 3, 2), nn.Conv2d(1, 4, 3), nn.ConvTranspose2d(2, 3, 2), nn.Linear(3, 2), nn.Bilinear(2, 3, 4),
            nn.LSTM(2, 3), nn.GRU(2, 3), nn.Embedding(4, 2), nn.BatchNorm2d(3), nn.LayerNorm(4), nn.PReLU(),
            nn.MultiheadAttention(4, 2), nn.TransformerEncoderLayer(4, 2, 8, batch_first=True),
        ):  # fmt: skip
            assert layer is not None
    with open_tape(tmp_path / "a.tape") as tape:
        assert [e["op"] for e in tape if e["event"] == "op"] == []
