"""torch.onnx: Retrograd writes no ONNX files, and says so."""

from .parts import missing


def is_in_onnx_export():
    return False


def export(model=None, args=(), f=None, **kw):
    raise RuntimeError("torch.onnx.export: Retrograd does not write ONNX files; use PyTorch for that.")


dynamo_export = export
__getattr__ = missing("torch.onnx")
