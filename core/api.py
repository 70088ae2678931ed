"""What `import torch` finds: tables of names, filled where each function is written.

`@function("torch", "Tensor")` above a plain function over tensors makes it torch.NAME and Tensor.NAME; `expose(op, "torch Tensor", "mul
multiply")` does it for ops. `inplace_form("add")` adds `add_`. The facade copies these tables into its modules.
"""

import functools

from .inplace import inplace, write_out
from .op import Op
from .tensor import Tensor

TABLES = {"torch": {}, "F": {}, "linalg": {}, "fft": {}, "special": {}}
ALIASES = {"axis": "dim", "keepdims": "keepdim", "x": "input", "a": "input"}


def _place(place, name, thing):
    if place != "Tensor":
        TABLES[place][name] = thing
    elif isinstance(thing, Op):
        thing.install(Tensor, name)
    else:
        setattr(Tensor, name, thing)


def expose(thing, places, names=None):
    """Puts an op or function under `names` (words; its own name by default) into `places` (words: torch, Tensor, F, linalg, …)."""
    thing = getattr(thing, "op", thing)  # an op that has been compiled stands in its module as its function
    for name in (names or thing.name).split():
        for place in places.split():
            _place(place, name, thing)
    return thing


def function(*places, name=None, names=None, out=False):
    """Decorator: a public function. Keyword aliases of NumPy's style (axis, keepdims) are understood; `out=True` gives it torch's `out=`."""

    def register(f):
        said = name or f.__name__
        varnames = f.__code__.co_varnames[: f.__code__.co_argcount + f.__code__.co_kwonlyargcount]
        renames = {a: b for a, b in ALIASES.items() if b in varnames and a not in varnames}
        if "self" in varnames:
            renames["input"] = "self"

        @functools.wraps(f)
        def public(*args, **kw):
            if kw:
                for a, b in renames.items():
                    if a in kw:
                        kw[b] = kw.pop(a)
                if out and "out" in kw:
                    target = kw.pop("out")
                    if target is not None:
                        return write_out(said, target, args, lambda: f(*args, **kw))
            return f(*args, **kw)

        thing = public if renames or out else f
        thing.__name__ = thing.__qualname__ = said
        for place in places:
            for each in [said, *(names or "").split()]:
                _place(place, each, thing)
        return thing

    return register


def inplace_form(words, *, also=""):
    """Adds `NAME_` methods for functions that Tensor or torch already has: computes out of place, then changes the tensor."""
    for word in words.split():
        base = TABLES["torch"].get(word)
        base = Tensor.__dict__[word] if base is None else base
        if isinstance(base, Op):
            base = base.stub
        made = inplace(base, word + "_")
        setattr(Tensor, word + "_", made)
    for pair in also.split():
        new_name, old = pair.split("=")
        setattr(Tensor, new_name, Tensor.__dict__[old])
