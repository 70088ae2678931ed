"""What libraries written for PyTorch touch besides tensors and modules; expected values are PyTorch's."""

import subprocess
import sys
from pathlib import Path

import pytest

from core import facade as torch

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ran(tmp_path):
    """Runs a program as a user does; gives what it did."""

    def ran(code):
        script = tmp_path / "s.py"
        script.write_text(code)
        return subprocess.run([sys.executable, "-m", "app", "run", script], cwd=ROOT, capture_output=True, text=True, timeout=60)

    return ran


def test_importlib_metadata_knows_torch(ran):
    run = ran(
        "import importlib.metadata as m\n"
        "print(m.version('torch'), m.packages_distributions()['torch'][0])\n"
        "try: m.version('no-such-thing')\n"
        "except m.PackageNotFoundError as e: print('absent', e.name)\n"
    )
    assert run.stdout == "2.13.0+cpu torch\nabsent no-such-thing\n", run.stderr


def test_storages_as_files_and_bytes(tmp_path):
    (tmp_path / "b").write_bytes(bytes(range(16)))
    s = torch.UntypedStorage.from_file(str(tmp_path / "b"), False, 16)
    assert repr(torch.asarray(s[4:8], dtype=torch.uint8)) == "tensor([4, 5, 6, 7], dtype=torch.uint8)"
    assert repr(s).endswith(" 15\n[torch.storage.UntypedStorage(device=cpu) of size 16]")
    made = torch.UntypedStorage(4).fill_(3)
    assert made.tolist() == [3, 3, 3, 3] and made.nbytes() == 4
    t = torch.tensor([1.0, 2.0])
    assert t.untyped_storage() == t.untyped_storage() and t.untyped_storage() != made
    x = torch.empty(0).set_(t.untyped_storage())
    x[0] = 5
    assert t.tolist() == [5.0, 2.0]
    assert torch.empty(0).set_(t.untyped_storage(), 1, (1,)).tolist() == [2.0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("storage.UntypedStorage", "<class 'torch.storage.UntypedStorage'>"),
        ("serialization.DEFAULT_PROTOCOL", "2"),
        ("hub.HASH_REGEX", "re.compile('-([a-f0-9]*)\\\\.')"),
        ("jit.Final", "typing.Final"),
    ],
)
def test_names_that_libraries_import(name, text):
    thing = torch
    for part in name.split("."):
        thing = getattr(thing, part)
    assert repr(thing) == text


def test_a_library_may_ask_for_extensions(ran):
    run = ran(
        "import importlib.util as u\nprint(u.find_spec('torchaudio'))\n"
        "try: import torchaudio\nexcept ModuleNotFoundError as e: print(e)\n"
        "import torch\ntry: torch.cuda.CUDAGraph()\nexcept RuntimeError as e: print(e)\nprint(torch._dynamo.is_compiling())\n"
    )
    assert run.stdout == "None\nNo module named 'torchaudio'\nTried to instantiate dummy base class CUDAGraph\nFalse\n", run.stderr


def test_torch_functional_has_its_names_from_the_start(ran):
    run = ran("import torch.functional as f, torch\nprint(f.einsum('ij->ji', torch.ones(1, 2)).shape)\n")
    assert run.stdout == "torch.Size([2, 1])\n", run.stderr
