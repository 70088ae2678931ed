"""Names: of functions as PyTorch's graphs say them, and of the values in a graph."""

import builtins
import keyword
import re
import types

# Functions of torch.nn.functional that PyTorch has from C++, which get their arguments as they were given.
NATIVE = {
    "torch": "adaptive_avg_pool1d avg_pool1d bilinear celu_ channel_shuffle conv1d conv2d conv3d conv_tbc conv_transpose1d conv_transpose2d "
             "conv_transpose3d cosine_similarity hardshrink native_channel_shuffle pairwise_distance pdist pixel_shuffle pixel_unshuffle prelu "
             "relu_ rrelu_ selu_ threshold_",
    "torch._C._nn": "avg_pool2d avg_pool3d elu_ gelu hardtanh_ leaky_relu_ linear logsigmoid one_hot scaled_dot_product_attention softplus "
                    "softshrink",
}  # fmt: skip
AS_METHODS = {"sigmoid", "tanh"}  # functions of torch.nn.functional that call the method
FUNCTIONAL = frozenset(
    "atleast_1d atleast_2d atleast_3d block_diag broadcast_shapes broadcast_tensors cartesian_prod cdist chain_matmul einsum lu meshgrid norm "
    "split stft tensordot unique unique_consecutive unravel_index".split()
)
C_MODULES = {"linalg": "torch._C._linalg", "fft": "torch._C._fft", "special": "torch._C._special"}
_native = {name: home for home, names in NATIVE.items() for name in names.split()}
_known = {}  # {id of a function of ours: (the function, its name in PyTorch's graphs)}


def remember(f, module, name):
    """Notes that the function f is `name` of the module ("torch", "nn.functional", "linalg", …), and returns its name in a graph."""
    if id(f) not in _known:
        if module == "nn.functional":
            home = _native.get(name, "torch.nn.functional")
            name = "log_sigmoid" if name == "logsigmoid" else name
        elif module in C_MODULES:
            home, name = C_MODULES[module], f"{module}_{name.removeprefix(module + '_')}"
        else:
            home = "torch.functional" if name in FUNCTIONAL else "torch"
        _known[id(f)] = f, f"{home}.{name}"
    return _known[id(f)][1]


def native(name):
    return name in _native


def qualified(f):
    """The full name of a function: torch.relu, operator.add, builtins.getattr, math.sqrt, __main__.mine."""
    if id(f) in _known and _known[id(f)][0] is f:
        return _known[id(f)][1]
    if getattr(builtins, getattr(f, "__name__", ""), None) is f:
        return f"builtins.{f.__name__}"
    if isinstance(f, types.MethodDescriptorType | types.WrapperDescriptorType):
        return f"{f.__objclass__.__module__}.{f.__objclass__.__name__}.{f.__name__}"
    name = getattr(f, "__name__", None) or type(f).__name__
    module = getattr(f, "__module__", None) or "torch"
    if module.endswith("core.facade"):
        module = "torch"
    if module == "torch" and name in FUNCTIONAL:
        module = "torch.functional"
    if module == "torch.nn.functional":
        return remember(f, "nn.functional", name)
    return f"{'operator' if module == '_operator' else module}.{name}"


_ENDS_IN_NUMBER = re.compile(r"(.*?)(?:_(\d+))?\Z", re.ASCII)
_RESERVED = {*keyword.kwlist, *dir(builtins), "inf", "nan", "NoneType", "torch", "device", "fx_pytree", "pytree"}


class Namespace:
    """Gives each value of a graph a name of its own."""

    def __init__(self):
        self._used, self._counts, self._of = set(), {}, {}

    def create_name(self, candidate, obj):
        """`candidate` made an identifier, with a number where it is taken; the same again for an object that has one."""
        if obj is not None and obj in self._of:
            return self._of[obj]
        candidate = re.sub(r"\W+", "_", candidate, flags=re.ASCII) or "_unnamed"
        if candidate[0].isdigit():
            candidate = f"_{candidate}"
        base, number = _ENDS_IN_NUMBER.match(candidate).groups()
        if number is None or candidate in self._used:
            count = self._counts.get(candidate, 0)
            if candidate in _RESERVED:
                count += 1
                candidate = f"{base}_{count}"
        else:
            count = int(number)
        while candidate in self._used:
            count += 1
            candidate = f"{base}_{count}"
        self._used.add(candidate)
        self._counts[base] = count
        if obj is not None:
            self._of[obj] = candidate
        return candidate


def of_target(target):
    """What a value is called after what made it: `add` for operator.add and `__add__`, `a_0` for the module a.0."""
    name = target if isinstance(target, str) else getattr(target, "__name__", None) or type(target).__name__
    if not isinstance(target, str) and id(target) in _known:
        name = _known[id(target)][1].rpartition(".")[2]
    if len(name) > 4 and name.startswith("__") and name.endswith("__"):
        name = name[2:-2]
    return re.sub("(?<=[a-z])([A-Z])", r"_\1", name).lower()
