"""PyTorch's own files, written by tests/data/make_saved.py, are read as PyTorch reads them, and nothing in them is run."""

import io
import json
import pickle
import zipfile
from pathlib import Path

import pytest

from core import facade as torch

SAVED = Path(__file__).resolve().parent.parent / "data" / "saved"
VALUES = json.loads((SAVED / "values.json").read_text())


def test_tensors_of_every_kind_and_views_of_one_memory():
    tensors = torch.load(SAVED / "tensors.pt")
    assert {name: repr(t) for name, t in tensors.items()} == {k: v for k, v in VALUES.items() if k != "checkpoint"}
    tensors["a"][2] = 99
    assert tensors["turned"][2, 0] == 99
    assert tensors["part"].tolist() == [99, 3]
    assert isinstance(tensors["parameter"], torch.nn.Parameter)


def test_a_checkpoint_goes_into_a_model_and_an_optimizer():
    found = torch.load(SAVED / "checkpoint.pt", map_location="cpu", weights_only=True)
    text = repr(found)
    assert (
        text.replace("OrderedDict({", "OrderedDict([").split("OrderedDict")[0]
        == VALUES["checkpoint"].split("OrderedDict")[0]
    )
    assert text.split("'optimizer': ")[1] == VALUES["checkpoint"].split("'optimizer': ")[1]
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    assert str(model.load_state_dict(found["model"])) == "<All keys matched successfully>"
    optimizer = torch.optim.Adam(model.parameters())
    optimizer.load_state_dict(found["optimizer"])
    model(torch.ones(4, 3)).sum().backward()
    optimizer.step()
    assert optimizer.state[model[0].bias]["step"].item() == 2


def test_a_module_itself_is_refused_by_its_name():
    with pytest.raises(pickle.UnpicklingError, match=r"object of type torch\.nn\.modules\.container\.Sequential"):
        torch.load(SAVED / "module.pt", weights_only=False)


class Calls:
    def __init__(self, function, *args):
        self.call = function, args

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize(
    "bomb",
    [Calls(print, "ran"), Calls(exec, "print('ran')"), Calls(getattr, 1, "real")],
    ids=["print", "exec", "getattr"],
)
def test_nothing_is_called(bomb, capsys):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as z:
        z.writestr("archive/data.pkl", pickle.dumps({"weights": bomb}, protocol=2))
    with pytest.raises(pickle.UnpicklingError, match="holds an object of type"):
        torch.load(io.BytesIO(buffer.getvalue()))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("end", [b"", b"\x80\x02", b"\x80\x02]q\x00(K\x01", b"\x80\x02]K\x01s.", b"\x80\x02h\x05."])
def test_damaged_files_are_refused_in_words(end):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as z:
        z.writestr("archive/data.pkl", end)
    with pytest.raises((pickle.UnpicklingError, RuntimeError), match=r"damaged|Weights only load failed"):
        torch.load(io.BytesIO(buffer.getvalue()))
