"""The memory that bfloat16 tensors have in PyTorch: 16 bits an element, copied from the float32 in which they lie here, for those who read bytes."""

import weakref

import numpy as np

_copies = {}  # address of an array's memory → the copy of it, while the array lives


def memory(data):
    """(copy, first): the bits of all elements in the memory that `data` (a BFloat16Array) lies in, as of now, as uint16; and where `data`
    begins in them. Arrays over one memory get one copy, so that its address tells what they share, as PyTorch's does."""
    base = data
    while isinstance(base.base, np.ndarray):
        base = base.base
    start = base.__array_interface__["data"][0]
    words = np.lib.stride_tricks.as_strided(np.asarray(base), (base.size,), (base.itemsize,))
    bits = (words.view(np.uint32) >> 16).astype(np.uint16)
    copy = _copies.get(start)
    if copy is None or copy.size != bits.size:
        copy = _copies[start] = bits
        weakref.finalize(base, _copies.pop, start, None)
    elif copy is not bits:
        copy[...] = bits
    return copy, (data.__array_interface__["data"][0] - start) // 4


def address(data):
    """Where the first of these bits is."""
    copy, first = memory(data)
    return copy.__array_interface__["data"][0] + 2 * first


def readable(data):
    """The same as bytes that cannot be written: what is written there would not reach the tensor."""
    shown = memory(data)[0].view(np.uint8)
    shown.flags.writeable = False
    return shown
