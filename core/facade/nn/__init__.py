"""torch.nn: where each name lives; modules are imported when the first of their names is used."""

import importlib as _importlib
import sys as _sys

from ...nn.constructors import OWNER as _OWNER
from ...nn.constructors import named as _named
from ...tensor import Parameter

_module = _sys.modules[__name__]
_WHERE = {
    "module": "Module",
    "containers": "ModuleDict ModuleList ParameterDict ParameterList Sequential",
    "linear": (
        "AlphaDropout Bilinear Dropout Dropout1d Dropout2d Dropout3d Embedding EmbeddingBag "
        "FeatureAlphaDropout Flatten Identity Linear Unflatten"
    ),
    "lazy": (
        "LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d "
        "LazyConvTranspose2d LazyConvTranspose3d LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d "
        "LazyLinear UninitializedBuffer UninitializedParameter"
    ),
    "activations": (
        "CELU ELU GELU GLU Hardshrink Hardsigmoid Hardswish Hardtanh LeakyReLU LogSigmoid LogSoftmax Mish "
        "PReLU RReLU ReLU ReLU6 SELU SiLU Sigmoid Softmax Softmax2d Softmin Softplus Softshrink Softsign Tanh "
        "Tanhshrink Threshold"
    ),
    "losses": (
        "BCELoss BCEWithLogitsLoss CTCLoss CosineEmbeddingLoss CosineSimilarity CrossEntropyLoss "
        "GaussianNLLLoss HingeEmbeddingLoss HuberLoss KLDivLoss L1Loss MSELoss MarginRankingLoss "
        "MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss NLLLoss NLLLoss2d PairwiseDistance "
        "PoissonNLLLoss SmoothL1Loss SoftMarginLoss TripletMarginLoss TripletMarginWithDistanceLoss"
    ),
    "norms": (
        "BatchNorm1d BatchNorm2d BatchNorm3d CrossMapLRN2d GroupNorm InstanceNorm1d InstanceNorm2d InstanceNorm3d LayerNorm "
        "LocalResponseNorm RMSNorm"
    ),
    "convolution": "Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d",
    "spatial": (
        "AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d AvgPool1d "
        "AvgPool2d AvgPool3d ChannelShuffle CircularPad1d CircularPad2d CircularPad3d ConstantPad1d "
        "ConstantPad2d ConstantPad3d "
        "Fold FractionalMaxPool2d FractionalMaxPool3d LPPool1d LPPool2d LPPool3d MaxPool1d MaxPool2d MaxPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d "
        "PixelShuffle PixelUnshuffle ReflectionPad1d ReflectionPad2d ReflectionPad3d ReplicationPad1d "
        "ReplicationPad2d ReplicationPad3d Unfold Upsample UpsamplingBilinear2d UpsamplingNearest2d ZeroPad1d "
        "ZeroPad2d ZeroPad3d"
    ),
    "recurrent": "GRU GRUCell LSTM LSTMCell RNN RNNBase RNNCell RNNCellBase",
    "adaptive": "AdaptiveLogSoftmaxWithLoss",
    "buffer": "Buffer",
    "parallel": "DataParallel SyncBatchNorm",
    "attention": "MultiheadAttention",
    "transformer": "Transformer TransformerDecoder TransformerDecoderLayer TransformerEncoder TransformerEncoderLayer",
}
_HOME = {name: home for home, names in _WHERE.items() for name in names.split()}
_LAZY = ("functional", "init", "utils", "modules", "parameter", "attention", "parallel", "grad", "_reduction", "common_types")


def __getattr__(name):
    if name in _LAZY:
        return _importlib.import_module(f"{__package__}.{name}")
    home = _HOME.get(name)
    if home is not None:
        found = getattr(_importlib.import_module(f"...nn.{home}", __package__), name)
        if name in _OWNER:
            _named(found)
        setattr(_module, name, found)
        return found
    raise AttributeError(
        f"module 'torch.nn' has no attribute '{name}'\n"
        f"(Retrograd's core does not have torch.nn.{name}; `retrograd api` lists what it has.)"
    )


def __dir__():
    return sorted([*_HOME, *_LAZY, "Parameter"])


__all__ = ["Parameter"]
