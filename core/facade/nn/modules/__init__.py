"""torch.nn.modules: the same classes, under the modules they have in torch; `torch.nn.modules.linear` and so on are made on demand."""

import importlib as _importlib
import sys as _sys
import types as _types

_nn = _importlib.import_module("..", __name__)
PARTS = ("activation", "batchnorm", "container", "conv", "distance", "dropout", "flatten", "fold", "instancenorm", "lazy", "linear", "loss",
         "module", "normalization", "padding", "pixelshuffle", "pooling", "rnn", "sparse", "transformer", "upsampling", "utils")  # fmt: skip
_AT = {"container": "containers", "module": "module", "rnn": "recurrent", "lazy": "lazy"}


class _Part(_types.ModuleType):
    """One of torch's files: any of torch.nn's names can be had from it, and the private ones of ours that go with it."""

    def __getattr__(self, name):
        short = self.__name__.rpartition(".")[2]
        found = self._private(short, name) if name.startswith(("_", "register_module", "is_lazy", "RNNCellBase")) else None
        return getattr(_nn, name) if found is None else found

    def _private(self, short, name):
        if name.startswith("__"):
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        home = _AT.get(short)
        return getattr(_importlib.import_module(f"....nn.{home}", __name__), name, None) if home else None


def part(short):
    """The module torch.nn.modules.SHORT."""
    name = f"{__name__}.{short}"
    if name not in _sys.modules:
        _sys.modules[name] = made = _Part(name)
        made.__path__ = []
        setattr(_sys.modules[__name__], short, made)
    return _sys.modules[name]


def __getattr__(name):
    if name in PARTS:
        return part(name)
    return getattr(_nn, name)


for _name in PARTS:
    part(_name)
