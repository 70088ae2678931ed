"""Random programs give what real PyTorch gives: values, dtypes, printed text, gradients, graphs, errors, warnings, versions.

tests/data/differential.json (random programs) and stories.json (stories) hold programs with real PyTorch's notes, of those on which the core
agreed when they were taken; where PyTorch itself can be imported, fresh programs are run on both.
"""

import json
import sys
import warnings
from pathlib import Path

import pytest

import core.facade as ours

from . import differential, random_programs, story_programs

DATA = Path(__file__).resolve().parent.parent / "data"
SAMPLE = json.loads((DATA / "differential.json").read_text())
STORIES = json.loads((DATA / "stories.json").read_text(encoding="utf8"))
ENOUGH = 0.9  # of fresh programs, many of whose statements are errors, this share at least is the same throughout


def as_json(notes):
    return json.loads(json.dumps(notes))


@pytest.mark.parametrize("part", range(0, len(SAMPLE), 30))
def test_stored_programs(part):
    for want in SAMPLE[part : part + 30]:
        got = as_json(differential.run([note["line"] for note in want], ours))
        assert differential.compare(got, want) is None, [note["line"] for note in want]


@pytest.mark.parametrize("part", range(0, len(STORIES), 15))
def test_stored_stories(part):
    for want in STORIES[part : part + 15]:
        got = as_json(differential.run([note["line"] for note in want], ours))
        assert differential.compare(got, want) is None, [note["line"] for note in want]


def test_the_stories_are_broad():
    lines = "\n".join(note["line"] for program in STORIES for note in program)
    for word in ("optim.", "nn.Sequential", "state_dict", "loss_fn", "set_printoptions", "einsum", "distributions", "linalg", "DataLoader", "func."):
        assert word in lines


def test_the_sample_is_broad():
    assert len(SAMPLE) >= 300
    lines = "\n".join(note["line"] for program in SAMPLE for note in program)
    for word in (
        "backward(",
        "retain_grad",
        "register_hook",
        "create_graph",
        "no_grad",
        "detach",
        "print(",
        "complex",
        "bfloat16",
        "[None",
    ):
        assert word in lines


def test_fresh_programs():
    sys.modules.pop("torch", None)
    torch = pytest.importorskip("torch")
    if torch is ours:
        pytest.skip("the core answers to `import torch` here")
    same, n = 0, 200
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for seed in range(90_000, 90_000 + n):
            lines = random_programs.write(ours, seed)
            got, want = (as_json(differential.run(lines, module)) for module in (ours, torch))
            same += differential.compare(got, want) is None
        told = 0
        for seed in range(60_000, 60_000 + n // 4):
            lines = story_programs.write(seed)
            got, want = (as_json(differential.run(lines, module)) for module in (ours, torch))
            told += differential.compare(got, want) is None
    assert same >= ENOUGH * n and told >= ENOUGH * n / 4


def test_differences_are_seen():
    """The comparison is not blind: a value, a graph, an error and a version that differ are each found."""
    lines = ["x = torch.tensor([1., 2.], requires_grad=True)", "y = x * 2", "walk(y)", "y.add_(1)", "x.view(5)"]
    for index, other in ((0, lines[0].replace("2.", "3.")), (1, "y = x + x"), (3, "y.add_(2)"), (4, "x.view(7)")):
        changed = [*lines[:index], other, *lines[index + 1 :]]
        got, want = as_json(differential.run(changed, ours)), as_json(differential.run(lines, ours))
        assert differential.compare(got, want)[0] == lines[index]
