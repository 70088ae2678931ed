"""Writes and compiles the Python code of an op from its declaration: its function, its node class, the node's two backwards.

What is written reads as one would write it by hand for that op alone; `print(source(OPS["mul"]))` shows it. Both backwards call the same rules:
`raw` on arrays, `graph` on tensors; a test holds the two equal.
"""

import sys
from textwrap import indent

import numpy as np

from . import dtypes, laying
from . import state as S
from .compile_backward import FACTS, backward
from .compile_forward import function, identifier
from .compile_record import SHARED
from .engine_math import cast_tensor, fit, fit_tensor, operand, shapes_differ
from .errors import broadcast_error, cast_error, not_a_tensor
from .graph_hooks import unpacked
from .misfit import MISSING, again, op_misfit, strange
from .node import OutputSlot, edge, seeded
from .op import OpNode
from .outs import write_out
from .recorder_cells import sharing
from .refusals import guarded, no_bools, refuse_kind, refused
from .saved import check_versions, twin
from .tensor import Parameter, Tensor, new
from .views import link_inner, link_view, viewable
from .worlds import RAW, TENSOR

f32 = np.float32
HALF = np.dtype(np.float16)


def rounded(forward, arrays, params):
    """An op on 16-bit floats as torch computes it: in float32, rounded once."""
    half = arrays[0].__class__ is not dtypes.BFloat16Array
    r = forward(*map(_widened, arrays), **params)
    return tuple(_narrowed(x, half) for x in r) if isinstance(r, tuple | list) else _narrowed(r, half)


def _widened(a):
    if a.__class__ is dtypes.BFloat16Array:
        return a.view(np.ndarray)[()]
    return a.astype(f32) if getattr(a, "dtype", None) is HALF else a


def _narrowed(r, half):
    if getattr(r, "dtype", None) not in (np.float32, np.float64):
        return r
    return r.astype(HALF) if half else dtypes.to_bfloat16(r)


def plain(number):
    """A NumPy float64 is a Python float, too: it must not widen what it meets."""
    return number.item() if isinstance(number, np.generic) else number


def no_bool(number, of):
    """A number that is subtracted from the array `of`, or that it is subtracted from."""
    if number.__class__ is bool:
        no_bools(of, number)
    return plain(number)


def build(op):
    """Compile `op`: sets op.compiled and op.node_class."""
    scope = {
        "S": S, "Tensor": Tensor, "Parameter": Parameter, "new": new, "edge": edge, "f32": f32, "ndarray": np.ndarray, "OutputSlot": OutputSlot,
        "FLOAT": np.dtype(f32), "HALF": HALF, "number32": dtypes.number32, "promote": dtypes.promote, "in_common": dtypes.together,
        "as_float": dtypes.as_float, "broadcast_error": broadcast_error, "not_a_tensor": not_a_tensor, "cast_error": cast_error,
        "check_versions": check_versions, "twin": twin, "fit": fit, "fit_tensor": fit_tensor, "link_view": link_view,
        "link_inner": link_inner, "viewable": viewable, "RAW": RAW, "TENSOR": TENSOR, "forward": guarded(op)[0], "refused": refused,
        "no_bools": no_bools, "no_bool": no_bool, "plain": plain, "rounded": rounded, "BFloat16Array": dtypes.BFloat16Array,
        "BFLOAT16": dtypes.bfloat16, "of": dtypes.of,
        "write_out": write_out, "shapes_differ": shapes_differ, "unpacked": unpacked, "refuse_kind": refuse_kind,
        "OP": op, "operand": operand, "cast": dtypes.cast, "cast_tensor": cast_tensor, "MISSING": MISSING, "op_misfit": op_misfit, "strange": strange,
        "again": again, "getframe": sys._getframe, "in_rows": laying.in_rows, "in_rows_or_channels": laying.in_rows_or_channels,
        "as_first": laying.as_first, "in_columns": laying.in_columns,
    }  # fmt: skip
    for arg, rule in op.rules.items():
        scope[f"rule_{arg}"] = rule
    scope.update(gradients=op.gradients, together=op.together, **{f"usual_{p}": value for p, value in op.defaults.items()})
    if op.inline:
        lend(scope, compile(op.inline, op.key, "eval"), op.forward.__globals__)
    if op.gradients is not None:
        lend(scope, op.gradients.__code__, op.gradients.__globals__)
    if S.meta:
        from .meta import aware

        scope["forward"] = aware(scope["forward"])
    if op.rules:
        scope.update(Node=_node_class(op), OutTuple=None)
    if isinstance(op.outputs, tuple):
        from .return_types import return_type

        scope["OutTuple"] = return_type(op.name, op.outputs)
    text = source(op)
    exec(compile(text, f"<{op.key}>", "exec"), scope)
    op.compiled = sharing(scope["make"])
    op.compiled.op = op
    op.compiled.__qualname__ = op.compiled.__name__ = op.name
    op.compiled.__doc__ = op.forward.__doc__
    if op.rules:
        op.node_class = scope["Node"]
        op.node_class.raw, op.node_class.graph = scope["raw"], scope["graph"]


def lend(scope, code, names):
    """What is written out of another module finds that module's names. TypeError where one means something else here."""
    for name in code.co_names:
        if name in names and scope.setdefault(name, names[name]) is not names[name]:
            raise TypeError(f"{name!r} of {code.co_name} is the name of something else in the code that is generated")


def _node_class(op):
    keeps = [n for n in op.saved if not n.endswith(FACTS) and (n not in op.params or n == "indices")]
    body = {
        "op": op,
        "materialize": op.materialize,
        "saved_names_": op.saved_names(),
        "frees": bool(keeps),
        "lets_go": bool(keeps),  # sizes and numbers are not freed: a second backward through this node is fine
        "n_outputs": len(op.outputs) if isinstance(op.outputs, tuple) and len(op.differentiable) > 1 else 1,
    }
    if not keeps:
        body["free"] = _keep
    return seeded(type(op.node_name, (OpNode,), body), OpNode.IN_USE)


def _keep(node):
    """What freeing does to a node that saved no tensor."""


def source(op):
    """The generated module of one op, as text."""
    text = f"def make({', '.join(SHARED)}):\n{indent(function(op), '    ')}    return {identifier(op)}\n"
    if op.rules:
        text += "\n" + backward(op, "raw") + "\n" + backward(op, "graph")
    return text
