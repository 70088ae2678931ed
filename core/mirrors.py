"""Tensors that torch has as views with a bit: x.conj() and torch._neg_view(x).

Note [Mirrors]. PyTorch leaves the memory as it is and notes in a bit that its elements are to be read conjugated or negated. Here every
op reads NumPy arrays, so the values are computed into memory of their own, the mirror's, and every write to either side is carried over to
the other (`carry`, called by `bump`). Views of a mirror share its memory, and with it what the bit says.
"""

from weakref import ref

import numpy as np

from . import state as S
from .tensor import Tensor, new, root, share


class Mirrors:
    """What hangs on a tensor that owns memory: its mirrors, and what it is itself a mirror of, if it is one."""

    __slots__ = ("across", "kind", "of", "source")

    def __init__(self):
        self.across = []  # weak references to its mirrors
        self.kind = self.source = self.of = None  # "conj" or "neg"; the memory it mirrors; the tensor that was mirrored

    def refuse_numpy(self, t):
        """Raises torch's error where an array cannot share the memory of t, a view of the tensor these hang on, since a bit is set."""
        for name, short, is_set in zip(("conjugate", "negative"), ("conj", "neg"), bits(t)):
            if is_set:
                raise RuntimeError(
                    f"Can't call numpy() on Tensor that has {name} bit set. Use tensor.resolve_{short}().numpy() instead."
                )


def _hung(t):
    owner = root(t)
    if owner._mirrors is None:
        owner._mirrors = Mirrors()
    return owner._mirrors


def mirror(t, made, kind):
    """Makes `made`, which holds the conjugated or negated elements of t in memory of its own, t's mirror."""
    source = new(Tensor)
    source._data, source._root, source._alias = share(t), root(t), True
    share(made)
    here = _hung(made)
    here.kind, here.source, here.of = kind, source, t if t._base_ is None else t._base_
    owner = root(t)
    if owner._fn is None:  # one version, as they are one memory in torch
        if owner._muts is None:
            owner._muts = []
        made._muts = owner._muts
    _hung(t).across.append(ref(made))
    return made


def carry(owner, come_from=None):
    """After a write to the memory of `owner`: its mirrors, and what it is the mirror of, hold the same."""
    hung = owner._mirrors
    if hung.source is not None and root(hung.source) is not come_from:
        _fill(hung.source, owner._data, hung.kind)
        carry(root(hung.source), owner)
    for there in list(hung.across):
        made = there()
        if made is None:
            hung.across.remove(there)
        elif made is not come_from:
            _fill(made, made._mirrors.source._data, made._mirrors.kind)
            carry(made, owner)


def _fill(t, values, kind):
    if S.watch is not None:
        S.watch.before_write(t)
    t._data[...] = np.conjugate(values) if kind == "conj" else -values


def bits(t):
    """(is its conjugate bit set, its negative bit), as torch would have them."""
    conj = neg = False
    while (hung := root(t)._mirrors) is not None and hung.source is not None:
        if hung.kind == "neg":
            neg = not neg
        elif t._data.dtype.kind == "c":
            conj = not conj
        elif _imaginary(t._data, root(t)._data):
            neg = not neg
        t = hung.source
    return conj, neg


def _imaginary(part, whole):
    """Does this real view of a complex array show imaginary parts?"""
    ahead = part.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
    return bool(ahead % whole.itemsize)


def owner_in_torch(t):
    """The tensor whose memory t has in torch: that of what it mirrors, if it is a mirror's."""
    owner = root(t)
    while owner._mirrors is not None and owner._mirrors.source is not None:
        owner = root(owner._mirrors.source)
    return owner
