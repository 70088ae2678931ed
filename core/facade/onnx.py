"""torch.onnx: Retrograd writes no ONNX files, and says so."""

from .parts import missing, part


def is_in_onnx_export():
    return False


def export(model=None, args=(), f=None, **kw):
    raise RuntimeError("torch.onnx.export: Retrograd does not write ONNX files; use PyTorch for that.")


dynamo_export = export


def register_custom_op_symbolic(symbolic_name, symbolic_fn, opset_version):
    """Nothing is exported, so nobody asks how an operator is written in ONNX."""


unregister_custom_op_symbolic = register_custom_op_symbolic


def _parse_args(*arg_descriptors):
    """A decorator of such functions: they are never called."""
    return lambda fn: fn


part(__name__, "symbolic_helper", parse_args=_parse_args)
for _version in range(7, 21):
    part(__name__, f"symbolic_opset{_version}")
__getattr__ = missing("torch.onnx")
