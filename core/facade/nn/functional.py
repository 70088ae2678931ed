"""torch.nn.functional: the names of the functions' table F, and those of torch that it shares."""

import importlib as _importlib
import sys as _sys

from ... import api as _api
from ... import functions as _functions
from ...functions import (  # noqa: F401  (they fill the table)
    nn_activations,
    nn_attention,
    nn_bags,
    nn_layers,
    nn_losses,
    nn_margins,
    nn_sampling,
    nn_spatial,
    nn_unpooling,
)
from ...op import Op as _Op
from ..overrides import has_torch_function, has_torch_function_unary, has_torch_function_variadic  # noqa: F401

_module = _sys.modules[__name__]
GRID_SAMPLE_INTERPOLATION_MODES = {"bilinear": 0, "nearest": 1, "bicubic": 2}
GRID_SAMPLE_PADDING_MODES = {"zeros": 0, "border": 1, "reflection": 2}


def __getattr__(name):
    if name == "grad":
        return _importlib.import_module(".grad", __package__)  # asks nothing of `__spec__`: Note [Names of modules]
    thing = _api.TABLES["F"].get(name)
    if thing is None and not name.startswith("__"):
        _functions.load_all()  # softmax and its like live with torch's own functions
        thing = _api.TABLES["F"].get(name)
    if thing is None:
        raise AttributeError(
            f"module 'torch.nn.functional' has no attribute '{name}'\n"
            f"(Retrograd's core does not have torch.nn.functional.{name}; `retrograd api` lists what it has.)"
        )
    if isinstance(thing, _Op):
        thing.install(_module, name)
        return getattr(_module, name)
    setattr(_module, name, thing)
    return thing


def __dir__():
    _functions.load_all()
    return sorted(_api.TABLES["F"])
