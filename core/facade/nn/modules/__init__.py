"""torch.nn.modules: the same classes, under the modules they have in torch; `torch.nn.modules.linear` and so on are made on demand."""

import importlib as _importlib
import sys as _sys
import types as _types
from collections.abc import Iterable as _Iterable

_nn = _importlib.import_module("..", __package__)
_HOME = __package__.rpartition(".facade.")[0] + ".nn"
PARTS = ("activation", "batchnorm", "container", "conv", "distance", "dropout", "flatten", "fold", "instancenorm", "lazy", "linear", "loss",
         "module", "normalization", "padding", "pixelshuffle", "pooling", "rnn", "sparse", "transformer", "upsampling", "utils")  # fmt: skip
_PRIVATE = {
    "module": {"module_hooks": "register_module_forward_hook register_module_forward_pre_hook register_module_full_backward_hook "
                               "register_module_full_backward_pre_hook register_module_backward_hook "
                               "register_module_buffer_registration_hook register_module_module_registration_hook "
                               "register_module_parameter_registration_hook _global_backward_pre_hooks _global_backward_hooks "
                               "_global_is_full_backward_hook _global_forward_hooks _global_forward_pre_hooks "
                               "_global_forward_hooks_with_kwargs _global_forward_hooks_always_called "
                               "_global_buffer_registration_hooks _global_module_registration_hooks "
                               "_global_parameter_registration_hooks",
               "module_state": "_IncompatibleKeys=Incompatible"},
    "utils": {"module_state": "consume_prefix_in_state_dict_if_present"},
    "loss": {"losses": "_Loss _WeightedLoss=_Loss"},
    "conv": {"convolution": "_ConvNd=_Conv"},
    "batchnorm": {"norms": "_BatchNorm=_Norm _NormBase=_Norm"},
    "instancenorm": {"norms": "_InstanceNorm=_Norm"},
    "dropout": {"linear": "_DropoutNd=_Dropout"},
    "linear": {"attention": "NonDynamicallyQuantizableLinear"},
    "lazy": {"lazy": "LazyModuleMixin=_Lazy"},
}  # fmt: skip


def _ntuple(n, name="parse"):
    """A function that makes a tuple of what it is given: of n times the same, where that is one value."""

    def parse(x):
        return tuple(x) if isinstance(x, _Iterable) else (x,) * n

    parse.__name__ = name
    return parse


def _reverse_repeat_tuple(t, n):
    """The elements of `t`, the last first, each n times."""
    return tuple(x for x in reversed(t) for _ in range(n))


_TUPLES = {name: _ntuple(n, name) for n, name in enumerate(("_single", "_pair", "_triple", "_quadruple"), 1)}
_TUPLES.update(_ntuple=_ntuple, _reverse_repeat_tuple=_reverse_repeat_tuple)


def _private(short):
    """{name: (our module, its name there)} of what torch.nn does not list itself."""
    found = {}
    for home, names in _PRIVATE.get(short, {}).items():
        for pair in names.split():
            name, _, ours = pair.partition("=")
            found[name] = home, ours or name
    return found


class _Part(_types.ModuleType):
    """One of torch's files: any of torch.nn's names can be had from it, and the private ones of ours that go with it."""

    def __getattr__(self, name):
        if name in _TUPLES:
            return _TUPLES[name]
        where = _private(self.__name__.rpartition(".")[2]).get(name)
        if where is not None:
            return getattr(_importlib.import_module(f"{_HOME}.{where[0]}"), where[1])
        if name.startswith("__"):
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        return getattr(_nn, name)

    def __setattr__(self, name, value):
        """A name of ours is set where it is used, as `nn.modules.module._global_forward_hooks = OrderedDict()` needs it."""
        where = _private(self.__name__.rpartition(".")[2]).get(name)
        if where is None:
            super().__setattr__(name, value)
        else:
            setattr(_importlib.import_module(f"{_HOME}.{where[0]}"), where[1], value)


def part(short):
    """The module torch.nn.modules.SHORT."""
    name = f"{__package__}.{short}"
    if name not in _sys.modules:
        _sys.modules[name] = made = _Part(name)
        made.__path__ = []
        setattr(_sys.modules[__package__], short, made)
    return _sys.modules[name]


def __getattr__(name):
    if name in PARTS:
        return part(name)
    return getattr(_nn, name)


for _name in PARTS:
    part(_name)
