"""torch.utils.flop_counter: how many floating-point operations a program's products and convolutions take, by module."""

import functools
from collections import defaultdict
from math import prod

from ...dispatch import TorchDispatchMode
from ...operators import namespace
from ...tensor import Tensor
from .module_tracker import ModuleTracker

aten = namespace("aten")
flop_registry = {}  # {operator: its formula over tensors}
SUFFIXES = ["", "K", "M", "B", "T"]


def get_shape(i):
    return i.shape if isinstance(i, Tensor) else i


def shape_wrapper(f):
    """A formula over shapes as one over tensors."""
    from ._pytree import tree_map

    @functools.wraps(f)
    def nf(*args, out_val=None, **kwargs):
        args, kwargs, out_shape = tree_map(get_shape, (args, kwargs, out_val))
        return f(*args, out_shape=out_shape, **kwargs)

    return nf


def register_flop_formula(targets, get_raw=False):
    """Decorator: the formula of one operator or several; over shapes, or with `get_raw` over tensors."""

    def register(formula):
        counted = formula if get_raw else shape_wrapper(formula)
        for target in targets if isinstance(targets, list | tuple) else [targets]:
            if not hasattr(target, "overloads"):
                raise ValueError(
                    f"register_flop_formula(targets): expected each target to be OpOverloadPacket (i.e. torch.ops.mylib.foo), got {target} "
                    f"which is of type {type(target)}"
                )
            if target in flop_registry:
                raise RuntimeError(f"duplicate registrations for {target}")
            flop_registry[target] = counted
        return formula

    return register


@register_flop_formula(aten.mm)
def mm_flop(a_shape, b_shape, *args, out_shape=None, **kwargs):
    """Multiplying and adding, for each element of the sum of each of the result."""
    m, k = a_shape
    _, n = b_shape
    return m * n * 2 * k


@register_flop_formula(aten.addmm)
def addmm_flop(self_shape, a_shape, b_shape, out_shape=None, **kwargs):
    return mm_flop(a_shape, b_shape)


@register_flop_formula(aten.bmm)
def bmm_flop(a_shape, b_shape, out_shape=None, **kwargs):
    b, m, k = a_shape
    return b * m * b_shape[2] * 2 * k


@register_flop_formula(aten.baddbmm)
def baddbmm_flop(self_shape, a_shape, b_shape, out_shape=None, **kwargs):
    return bmm_flop(a_shape, b_shape)


def conv_flop_count(x_shape, w_shape, out_shape, transposed=False):
    """One product with the whole filter for each place of the output (of the input, where transposed)."""
    c_out, c_in, *filter_size = w_shape
    return x_shape[0] * prod((x_shape if transposed else out_shape)[2:]) * c_out * c_in * prod(filter_size) * 2


@register_flop_formula(aten.convolution)
def conv_flop(x_shape, w_shape, _bias, _stride, _padding, _dilation, transposed, *args, out_shape=None, **kwargs):
    return conv_flop_count(x_shape, w_shape, out_shape, transposed=transposed)


@register_flop_formula(aten.convolution_backward)
def conv_backward_flop(grad_out_shape, x_shape, w_shape, _bias, _stride, _padding, _dilation, transposed, _output_padding, _groups, output_mask,
                       out_shape):  # fmt: skip
    def swapped(shape):
        return [shape[1], shape[0], *shape[2:]]

    flops = 0
    if output_mask[0]:
        flops += conv_flop_count(grad_out_shape, w_shape, out_shape[0], not transposed)
    if output_mask[1]:
        given = (grad_out_shape, x_shape) if transposed else (x_shape, grad_out_shape)
        flops += conv_flop_count(*map(swapped, (*given, out_shape[1])), transposed=False)
    return flops


def get_suffix_str(number):
    return SUFFIXES[max(0, min(len(SUFFIXES) - 1, (len(str(number)) - 2) // 3))]


def convert_num_with_suffix(number, suffix):
    return f"{number / 1000 ** SUFFIXES.index(suffix):.3f}" + suffix


def convert_to_percent_str(num, denom):
    return f"{num / denom:.2%}" if denom else "0%"


class FlopCounterMode:
    """Counts within `with FlopCounterMode():`, and prints a table at its end. `mods` is not looked at; `depth`: how deep the table goes into
    modules; `custom_mapping`: {operator: its formula}."""

    def __init__(self, mods=None, depth=2, display=True, custom_mapping=None):
        self.flop_counts = defaultdict(functools.partial(defaultdict, int))
        self.depth, self.display, self.mode = depth, display, None
        if mods is not None:
            import warnings

            warnings.warn("mods argument is not needed anymore, you can stop passing it", stacklevel=2)
        own = {op: f if getattr(f, "_get_raw", False) else shape_wrapper(f) for op, f in (custom_mapping or {}).items()}
        self.flop_registry = {**flop_registry, **own}
        self.mod_tracker = ModuleTracker()

    def get_total_flops(self):
        return sum(self.flop_counts["Global"].values())

    def get_flop_counts(self):
        """{module: {operator: operations}}."""
        return {k: dict(v) for k, v in self.flop_counts.items()}

    def get_table(self, depth=None):
        depth = depth if depth is not None else self.depth if self.depth is not None else 999999
        total = self.get_total_flops()
        rows, subsumed = [], False
        for name in sorted(self.flop_counts):
            if name != "Global" and name.count(".") + 1 <= depth:
                rows += self._rows(name, total)
                subsumed = subsumed or sum(self.flop_counts[name].values()) >= total
        if "Global" in self.flop_counts and not subsumed:
            rows = self._rows("Global", total) + rows
        return _table(["Module", "FLOP", "% Total"], rows or [["Global", "0", "0%"]])

    def _rows(self, name, total):
        suffix, counts = get_suffix_str(total), self.flop_counts[name]
        lines = [(name, sum(counts.values())), *((f"- {op}", n) for op, n in counts.items())]
        return [[said, convert_num_with_suffix(n, suffix), convert_to_percent_str(n, total)] for said, n in lines]

    def __enter__(self):
        self.flop_counts.clear()
        self.mod_tracker.__enter__()
        self.mode = _Counting(self)
        self.mode.__enter__()
        return self

    def __exit__(self, *exc):
        self.mode.__exit__(*exc)
        self.mode = None
        self.mod_tracker.__exit__()
        if self.display:
            print(self.get_table(self.depth))

    def _count_flops(self, func_packet, out, args, kwargs):
        if func_packet in self.flop_registry:
            count = self.flop_registry[func_packet](*args, **kwargs, out_val=out)
            for module in set(self.mod_tracker.parents):
                self.flop_counts[module][func_packet] += count
        return out


class _Counting(TorchDispatchMode):
    """What hears of the operators."""

    def __init__(self, counter):
        super().__init__()
        self.counter = counter

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        return self.counter._count_flops(func._overloadpacket, out, args, kwargs or {})


def _table(header, rows):
    """Columns as tabulate sets them: the first to the left, the others to the right; numbers in their shortest form."""
    columns = [list(column) for column in zip(*rows)]
    for i, column in enumerate(columns):
        if all(_is_number(text) for text in column):
            columns[i] = [f"{float(text):g}" for text in column]
    widths = [max(len(name) + 2, *map(len, column)) for name, column in zip(header, columns)]
    lines = [header, ["-" * width for width in widths], *zip(*columns)]

    def laid(first, *rest):
        return "  ".join([f"{first:<{widths[0]}}", *(f"{text:>{w}}" for text, w in zip(rest, widths[1:]))]).rstrip()

    return "\n".join(laid(*line) for line in lines)


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


FlopCounterMode.__module__ = "torch.utils.flop_counter"
