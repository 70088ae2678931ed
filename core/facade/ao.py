"""torch.ao: the places where a quantized model would begin and end, which change nothing in one that is not quantized."""

from ..nn.module import Module
from .parts import missing, part

_WHY = "Retrograd's core computes with floating-point numbers: it does not quantize models."


class QuantStub(Module):
    """Where values would be quantized: the identity."""

    def __init__(self, qconfig=None):
        super().__init__()
        if qconfig:
            self.qconfig = qconfig

    def forward(self, x):
        return x


class DeQuantStub(QuantStub):
    """Where quantized values would be made numbers again: the identity."""


QuantStub.__module__ = DeQuantStub.__module__ = "torch.ao.quantization.stubs"
part(__name__, "quantization", QuantStub=QuantStub, DeQuantStub=DeQuantStub, __getattr__=missing("torch.ao.quantization", _WHY))
__getattr__ = missing("torch.ao", _WHY)
