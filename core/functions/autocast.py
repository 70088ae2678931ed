"""Autocast on the CPU: while it is on, matrix products and convolutions get their float32 arguments in a narrower dtype.

Nothing on the usual path knows of it: switching it on puts functions that cast into the places where the usual ones
stand, and switching it off puts those back. Losses that torch computes in float32 get their arguments widened.
"""

import functools
import importlib

from .. import api, dtypes
from ..tensor import Tensor

_NARROW = ("linear", "matmul", "mm", "bmm", "addmm", "addbmm", "baddbmm", "conv1d", "conv2d", "conv3d", "conv_transpose1d",
           "conv_transpose2d", "conv_transpose3d", "scaled_dot_product_attention", "einsum")  # fmt: skip
_WIDE = ("mse_loss", "binary_cross_entropy", "grid_sample", "smooth_l1_loss", "huber_loss", "cosine_embedding_loss", "cross_entropy", "nll_loss",
         "binary_cross_entropy_with_logits", "hinge_embedding_loss", "multi_margin_loss", "poisson_nll_loss", "ctc_loss", "prod",
         "cdist")  # fmt: skip
_target = None
_replaced = []  # (namespace, name, what stood there)


def target():
    """The dtype that autocast casts to now, or None where it is off."""
    return _target


def switch(dtype):
    """Switches autocast on with a dtype, or off with None."""
    global _target
    if dtype is _target:
        return
    for namespace, name, usual in reversed(_replaced):
        _put(namespace, name, usual)
    _replaced.clear()
    _target = dtype
    if dtype is not None:
        for words, to in ((_NARROW, dtype), (_WIDE, dtypes.float32)):
            for name in words:
                _replace(name, to)


def _put(namespace, name, thing):
    if isinstance(namespace, dict):
        namespace[name] = thing
    else:
        setattr(namespace, name, thing)


def _places(name):
    """Every (namespace, name) under which users and modules reach a function."""
    root = __name__.rpartition(".functions.")[0]
    facade = importlib.import_module(f"{root}.facade")
    homes = [facade, importlib.import_module(f"{root}.facade.nn.functional"), Tensor]
    homes += [
        importlib.import_module(f"{root}.functions.{home}")
        for home in ("nn_layers", "nn_spatial", "nn_attention", "nn_losses", "nn_margins")
    ]
    for home in homes:
        if getattr(home, name, None) is not None and (home is not Tensor or name in Tensor.__dict__):
            yield home, name
    for table in ("torch", "F"):
        if name in api.TABLES[table]:
            yield api.TABLES[table], name
    for loss in vars(importlib.import_module(f"{root}.nn.losses")).values():
        if getattr(getattr(loss, "function", None), "__name__", None) == name:
            yield loss, "function"
    if name == "matmul":
        yield Tensor, "__matmul__"


def _replace(name, to):
    for namespace, key in list(_places(name)):
        usual = namespace[key] if isinstance(namespace, dict) else namespace.__dict__.get(key, getattr(namespace, key))
        _replaced.append((namespace, key, usual))
        of_class = isinstance(usual, staticmethod)  # the function of a loss module
        plain = usual.__func__ if of_class else usual
        made = _casting(getattr(plain, "stub", plain), to)
        _put(namespace, key, staticmethod(made) if of_class else made)


def _casting(usual, to):
    @functools.wraps(usual)
    def cast(*args, **kw):
        was = _target
        args = [_cast(a, to) for a in args]
        kw = {k: _cast(v, to) for k, v in kw.items()}
        switch(None)
        try:
            return usual(*args, **kw)
        finally:
            switch(was)

    return cast


def _cast(value, to):
    if isinstance(value, Tensor) and value.dtype.is_floating_point and value.dtype is not dtypes.float64:
        return value.to(to)
    return value
