"""torch.utils.data against real PyTorch: order, batches, texts of errors and warnings."""

import random

import pytest

import core.facade as torch
from tests.core import programs

PROGRAMS, GOLDEN = programs.programs("data"), programs.golden("data")
data = torch.utils.data


@pytest.mark.parametrize("title", PROGRAMS)
def test_as_torch(title):
    names = {"torch": torch, "optim": torch.optim, "data": data}
    assert programs.run(PROGRAMS[title], names) == GOLDEN[title]


class Noisy(data.Dataset):
    def __len__(self):
        return 6

    def __getitem__(self, i):
        info = data.get_worker_info()
        return i, info.id, torch.rand(()).item(), random.random()


def test_workers_have_streams_of_their_own():
    """As PyTorch's do: worker w's default generator is seeded with base_seed + w, the main one goes on undisturbed."""
    torch.manual_seed(0)
    seeds = []
    loader = data.DataLoader(Noisy(), batch_size=2, num_workers=2, worker_init_fn=lambda w: seeds.append(torch.initial_seed()))
    batches = list(loader)
    after = torch.rand(1).item()
    torch.manual_seed(0)
    base = torch.empty((), dtype=torch.int64).random_().item()
    assert after == torch.rand(1).item()
    assert seeds == [base, base + 1]
    assert [b[1].tolist() for b in batches] == [[0, 0], [1, 1], [0, 0]]
    for worker, mine in ((0, (0, 2)), (1, (1,))):
        g, python = torch.Generator().manual_seed(base + worker), random.Random(base + worker)
        for k in mine:
            # kept in float64 by collate, drawn as float32
            assert batches[k][2].tolist() == [torch.rand((), generator=g).item() for _ in range(2)]
            assert batches[k][3].tolist() == [python.random() for _ in range(2)]
    assert data.get_worker_info() is None


class Stream(data.IterableDataset):
    def __iter__(self):
        info = data.get_worker_info()
        return iter(range(info.id, 7, info.num_workers))


def test_a_stream_is_read_by_each_worker_in_turn():
    loader = data.DataLoader(Stream(), batch_size=2, num_workers=3)
    assert [b.tolist() for b in loader] == [[0, 3], [1, 4], [2, 5], [6]]
