"""Sequences of different lengths: packed, padded, and back (torch.nn.utils.rnn)."""

from collections import namedtuple
from collections.abc import Iterable

import numpy as np

from ..dtypes import float16, int8, int16, int32, int64, uint8
from ..ops import layouts as Y
from ..tensor import Tensor, wrap
from .create import made
from .orders import sort

_Packed = namedtuple("PackedSequence_", ["data", "batch_sizes", "sorted_indices", "unsorted_indices"])


class PackedSequence(_Packed):
    """Sequences step by step, longest first: data (total, *), batch_sizes (steps), and the permutations to and from that order."""

    def __new__(cls, data, batch_sizes=None, sorted_indices=None, unsorted_indices=None):
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        if batch_sizes is None:
            data, batch_sizes = data
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args, **kw):
        data = self.data.to(*args, **kw)
        return self if data is self.data else type(self)(data, *self[1:])

    def double(self):
        return type(self)(self.data.double(), *self[1:])

    def float(self):
        return type(self)(self.data.float(), *self[1:])

    def cpu(self):
        return self

    def half(self):
        return self.to(float16)

    def long(self):
        return self.to(int64)

    def short(self):
        return self.to(int16)

    def byte(self):
        return self.to(uint8)

    def char(self):
        return self.to(int8)

    def int(self):
        return self.to(int32)

    @property
    def is_cuda(self):
        return False

    def is_pinned(self):
        return False

    def pin_memory(self):
        return self


PackedSequence.__module__ = "torch.nn.utils.rnn"


def permuted(t, order, dim=1):
    return t.index_select(dim, order)


def invert_permutation(permutation):
    """The permutation that undoes this one; None for None."""
    if permutation is None:
        return None
    return made(np.argsort(permutation._data, kind="stable"), "invert_permutation")


def pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True):
    """Packs padded sequences (T, N, *) whose lengths are given."""
    if not isinstance(lengths, Tensor):
        lengths = made(np.asarray([int(n) for n in lengths], np.int64), "tensor")
    order = None
    if not input.numel():
        raise RuntimeError("Cannot pack empty tensors.")
    if not enforce_sorted:
        lengths, order = sort(lengths, descending=True)
        input = permuted(input, order, 0 if batch_first else 1)
    sizes = np.asarray(lengths._data, np.int64)
    if not sizes.size or sizes.min() <= 0:
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0"
        )
    if (np.diff(sizes) > 0).any():
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to "
            "pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability."
        )
    batch = input.shape[0] if batch_first else input.shape[1]
    if sizes.size != batch:
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {sizes.size} (batch_size={batch})"
        )
    if batch_first:
        input = input.transpose(0, 1)
    if sizes[0] > input.shape[0]:
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {sizes.size} (batch_size={batch})"
        )
    batch_sizes = (np.arange(sizes[0])[:, None] < sizes[None, :]).sum(1)
    data = Y.pack_padded(input, batch_sizes=tuple(int(n) for n in batch_sizes))
    return PackedSequence(data, made(batch_sizes.astype(np.int64), "batch_sizes"), order, None)


def pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None):
    """The inverse: (padded, lengths)."""
    sizes = sequence.batch_sizes._data
    steps = len(sizes)
    if total_length is not None:
        if total_length < steps:
            raise ValueError(
                "Expected total_length to be at least the length of the longest sequence in input, but got "
                f"total_length={total_length} and max sequence length being {steps}"
            )
        steps = total_length
    padded = _padded(sequence.data, sizes, steps, padding_value)
    if batch_first:
        padded = padded.transpose(0, 1)
    lengths = made((sizes[:, None] > np.arange(sizes[0])[None, :]).sum(0).astype(np.int64), "lengths")
    back = sequence.unsorted_indices
    if back is None:
        return padded, lengths
    return permuted(padded, back, 0 if batch_first else 1), lengths[back]


def _padded(data, sizes, steps, value):
    """Written into a full tensor run by run of steps with equal batch size, as torch does: CopySlices for each in the graph."""
    out = made(np.full((steps, int(sizes[0]), *data.shape[1:]), value, data._data.dtype), "full")
    at, step = 0, 0
    while step < len(sizes):
        n = int(sizes[step])
        stop = step
        while stop < len(sizes) and sizes[stop] == n:
            stop += 1
        count = (stop - step) * n
        part = data.narrow(0, at, count).view(stop - step, n, *data.shape[1:])
        out[step:stop, :n] = part
        at, step = at + count, stop
    return out


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    """Stacks sequences (L, *) of different lengths into (T, N, *), filled up with `padding_value`."""
    if not isinstance(sequences, Iterable):
        raise RuntimeError(
            f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}"
        )
    sequences = tuple(sequences)
    if not sequences:
        raise RuntimeError("received an empty list of sequences")
    longest, n = max(s.shape[0] for s in sequences), len(sequences)
    shape = (n, longest) if batch_first else (longest, n)
    out = made(np.full((*shape, *sequences[0].shape[1:]), padding_value, sequences[0]._data.dtype), "full")
    for i, s in enumerate(sequences):
        length = s.shape[0]
        start = longest - length if padding_side == "left" else 0
        if batch_first:
            out[i, start : start + length] = s
        else:
            out[start : start + length, i] = s
    return out


def unpad_sequence(padded_sequences, lengths, batch_first=False):
    """The sequences that were padded, as a list."""
    if not batch_first:
        padded_sequences = padded_sequences.transpose(0, 1)
    places = np.arange(padded_sequences.shape[1])
    return [seq[wrap(places < int(n))] for seq, n in zip(padded_sequences, lengths)]


def pack_sequence(sequences, enforce_sorted=True):
    """Packs a list of sequences."""
    lengths = made(np.asarray([s.shape[0] for s in sequences], np.int64), "tensor")
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences):
    """The list of sequences that were packed."""
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)
