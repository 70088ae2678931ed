"""What `_saved_*` shows where it is neither what our rules take nor a parameter: worked out from what the node holds, when it is asked for.

`ANSWERS[op][name]` is a function of the node and of `value`, which gives what the node saved by a name: a number, a tuple, a tensor, an
array (shown as a tensor), or None where neither the node nor what it leads to can say it.
"""

import math
import re

import numpy as np

from .node import LEAF

SCALARS = frozenset("alpha beta exponent value other min max min_val max_val negative_slope lambd p ord threshold scale input_scale "
                    "correction eps delta margin".split())  # fmt: skip
OF_SHAPE = re.compile(r"(\w+)_sym_(?:argsize_(minus_)?(\d)|numel|sizes)$")


def counted(key, value):
    """Whole numbers as PyTorch shows them: it keeps places and sizes in 64 bits and reads them without their sign."""
    if key in SCALARS:
        return value
    if value.__class__ is int:
        return value % (1 << 64)
    if value.__class__ is tuple and any(n.__class__ is int and n < 0 for n in value):
        return tuple(counted(key, n) for n in value)
    return value


def answer(node, key, value):
    """(is it known, what `_saved_KEY` of this node shows), given how to look up what it saved."""
    told = ANSWERS.get(node.op.key, {}).get(key)
    if told is not None:
        return True, told(node, value)
    if key in node.op.saved:
        return False, None
    return True, _of_shape(node, key, value)


def _of_shape(node, key, value):
    found = OF_SHAPE.match(key)
    if found is None:
        return None
    of, back, nr = found.groups()
    saved = node.op.saved
    shape = value(f"{of}_sym_sizes") if f"{of}_sym_sizes" in saved else _shape(value(of)) if of in saved else None
    if shape is None:
        return None
    if key.endswith("_sym_sizes"):
        return tuple(shape)
    return math.prod(shape) if nr is None else shape[-int(nr) if back else int(nr)]


def _shape(x):
    return np.shape(getattr(x, "_data", x))


def _shape_at(edge):
    """The shape of the tensor that an edge leads to, where it can be told."""
    if edge is None or edge.kind == LEAF:
        return edge and edge.variable._data.shape
    key, saved = getattr(edge.op, "key", None), edge.saved
    if key in ("t", "t_inside"):
        below = _shape_at(edge.next[0])
        return below and below[::-1]
    if saved.__class__ is tuple and "result" in edge.op.saved:
        return getattr(saved[edge.op.saved.index("result")], "shape", None)
    return None


def _product(left, right, at):
    """The answers of an op that multiplies the matrices `left` and `right`, whose edges are the `at`-th and the next."""

    def sizes(mine, edge):
        def of(node, value):
            held = value(mine)
            return _shape_at(node.next[edge]) if held is None else held._data.shape

        return of

    def strides(mine, other, edge):
        def of(node, value):
            if node.next[edge] is None:
                return ()
            item = value(other)._data.itemsize
            return tuple(n // item for n in value(f"{mine}_sym_strides"))

        return of

    return {
        f"{left}_sym_sizes": sizes(left, at), f"{right}_sym_sizes": sizes(right, at + 1),
        f"{left}_sym_strides": strides(left, right, at), f"{right}_sym_strides": strides(right, left, at + 1),
    }  # fmt: skip


def _resized(node, value):
    return tuple(len(m) if isinstance(m, np.ndarray) else m.places.shape[1] for m in value("maps"))


def _scale(at):
    return lambda node, value: value("scales")[at]


def _normalization(node, value):
    """0, 1 or 2: not at all, by the root of the count, by the count."""
    scale, dim = value("scale"), value("dim")
    sizes = list(value("self_sym_sizes"))
    if node.op.key == "fft_c2r":
        sizes[dim[-1]] = value("last_size")
    count = math.prod(sizes[d] for d in dim)
    return 0 if scale == 1 else 2 if math.isclose(scale, 1 / count, rel_tol=1e-6) else 1


def _bags(node, value):
    """Of each index the number of its bag; nothing for sums, which need none."""
    if value("mode") == 0:
        return np.zeros(0, np.int64)
    offsets, count = value("offsets")._data, len(value("indices")._data)
    return np.repeat(np.arange(len(offsets)), np.diff(np.append(offsets, count)))


def _bag_sizes(node, value):
    offsets = value("offsets")._data
    return np.zeros(len(offsets), np.int64) if value("mode") == 0 else np.diff(np.append(offsets, len(value("indices")._data)))


def _winners(node, value):
    return value("result1") if value("mode") == 2 else _bag_sizes(node, value)


def _const(x):
    return lambda node, value: x


def _fixed(name):
    """What batch normalisation shows of the batch: nothing where it took the running statistics."""
    return lambda node, value: value(name) if value("training") else np.zeros(0, value("input")._data.dtype)


def _running(name, nr):
    return lambda node, value: getattr(node, "running", (None, None))[nr] if value("training") else value(name)


def _resizing(names, dims):
    found = {"output_size": _resized}
    scales = ["scales"] if dims == 1 else ["scales_d", "scales_h", "scales_w"][-dims:]
    return found | {name: _scale(i) for i, name in enumerate(scales)}


ANSWERS = {
    "mm": _product("self", "mat2", 0),
    "addmm": _product("mat1", "mat2", 1),
    "elu": {name: (lambda node, value, name=name: 1 if value(name) == 1 else value(name)) for name in ("scale", "input_scale")},
    "rsub_number": {"alpha": _const(1)},
    "index_add": {"source_dim": lambda node, value: value("source")._data.ndim},
    "index_copy": {"source_dim": lambda node, value: value("source")._data.ndim},
    "convolution": {"bias_sym_sizes_opt": lambda node, value: value("bias_sym_sizes") or (0,)},
    "native_batch_norm": {
        "result1": _fixed("result1"), "result2": _fixed("result2"),
        "running_mean": _running("running_mean", 0), "running_var": _running("running_var", 1),
    },
    "native_group_norm": {
        "N": lambda node, value: _shape(value("input"))[0],
        "C": lambda node, value: _shape(value("input"))[1],
        "HxW": lambda node, value: math.prod(_shape(value("input"))[2:]),
    },
    "embedding_bag_forward": {"result1": _bags, "result2": _bag_sizes, "result3": _winners, "sparse": _const(False)},
    "log_sigmoid_forward": {"buffer": lambda node, value: np.exp(-np.abs(value("self")._data))},
    "trilinear": {"expand1": _const((1, 3)), "expand2": _const((0,)), "expand3": _const((1, 2)), "sumdim": _const((2, 3))},
    "attention": {"dropout_p": _const(0.0)},
    "pack_padded": {"batch_first": _const(False), "result1": lambda node, value: np.asarray(value("batch_sizes"), np.int64)},
    "lstm_layer": {
        "batch_sizes": _const(()), "has_biases": _const(True), "mode": _const(2),
        "hidden_size": lambda node, value: _shape(value("weight1"))[1],
    },
    "fft_c2c": {"forward": lambda node, value: not value("inverse"), "normalization": _normalization},
    "fft_r2c": {"normalization": _normalization},
    "fft_c2r": {"normalization": _normalization},
    **{f"{name}{n}d": _resizing(name, n) for name in ("upsample_nearest", "_upsample_nearest_exact") for n in (1, 2, 3)},
    **{name: _resizing(name, n) for n, name in ((1, "upsample_linear1d"), (2, "upsample_bilinear2d"), (2, "upsample_bicubic2d"),
                                                (3, "upsample_trilinear3d"))},
    **{f"_upsample_{kind}2d_aa": _resizing("upsample", 2) for kind in ("bilinear", "bicubic", "lanczos")},
}  # fmt: skip
