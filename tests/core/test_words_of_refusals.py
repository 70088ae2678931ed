"""Messages of refusals that a person meets when shapes or results are not what he thinks, word for word as PyTorch's."""

import pytest

import core.facade as torch

F = torch.nn.functional


@pytest.mark.parametrize(("scores", "target", "words"), [
    ((2, 7, 10), (2, 7), "Expected target size [2, 10], got [2, 7]"),
    ((2, 7, 10), (2, 10, 1), "Expected target size [2, 10], got [2, 10, 1]"),
    ((2, 7, 3, 4, 5), (2, 3, 4, 6), "Expected target size [2, 3, 4, 5], got [2, 3, 4, 6]"),
    ((4,), (1,), "size mismatch (got input: [4], target: [1])"),
    ((2, 7, 5, 5), (2, 4, 5), "size mismatch (got input: [2, 7, 5, 5] , target: [2, 4, 5]"),
    ((2, 7, 5, 5), (2, 1, 5, 5), "only batches of spatial targets supported (3D tensors) but got targets of dimension: 4"),
])  # fmt: skip
def test_targets_that_do_not_fit_many_dimensions(scores, target, words):
    with pytest.raises(RuntimeError) as refused:
        F.cross_entropy(torch.zeros(scores), torch.zeros(target, dtype=torch.long))
    assert str(refused.value) == words


def test_a_named_tuple_is_called_by_its_whole_name():
    with pytest.raises(AttributeError, match=r"'torch.return_types.sort' object has no attribute 'mean'"):
        torch.ones(2, 3).sort(dim=1).mean()
