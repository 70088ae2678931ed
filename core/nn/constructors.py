"""By which name Python's errors speak of a module's constructor: by that of the class whose `__init__` it is in PyTorch.

Several classes here share an `__init__` that PyTorch writes once for each, or once for a base of another name; "Conv2d.__init__() missing 1
required positional argument" names what the user wrote.
"""

import types

SHARED = {
    "_AdaptiveAvgPoolNd": "AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d",
    "_AdaptiveMaxPoolNd": "AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d",
    "_DropoutNd": "AlphaDropout Dropout Dropout1d Dropout2d Dropout3d FeatureAlphaDropout",
    "_WeightedLoss": "BCELoss MultiLabelSoftMarginLoss",
    "_BatchNorm": "BatchNorm1d BatchNorm2d BatchNorm3d",
    "_InstanceNorm": "InstanceNorm1d InstanceNorm2d InstanceNorm3d",
    "_LPPoolNd": "LPPool1d LPPool2d LPPool3d",
    "_LazyNormBase": "LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d",
    "_MaxPoolNd": "MaxPool1d MaxPool2d MaxPool3d",
    "Module": "LogSigmoid Sigmoid Softmax2d Softsign Tanh Tanhshrink",
}
OWNER = {name: owner for owner, names in SHARED.items() for name in names.split()}
OWN = """
AvgPool2d AvgPool3d BCEWithLogitsLoss CELU CircularPad1d CircularPad2d CircularPad3d ConstantPad1d ConstantPad2d ConstantPad3d Conv1d Conv2d
Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d CosineEmbeddingLoss CrossEntropyLoss ELU FractionalMaxPool2d FractionalMaxPool3d GELU
GLU GaussianNLLLoss Hardshrink Hardsigmoid Hardswish Hardtanh HingeEmbeddingLoss HuberLoss KLDivLoss LazyConv1d LazyConv2d LazyConv3d
LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d LeakyReLU LogSoftmax MarginRankingLoss MaxUnpool1d MaxUnpool2d MaxUnpool3d Mish
MultiMarginLoss NLLLoss NLLLoss2d PoissonNLLLoss ReLU ReLU6 ReflectionPad1d ReflectionPad2d ReflectionPad3d ReplicationPad1d
ReplicationPad2d ReplicationPad3d SELU SiLU SmoothL1Loss Softmax Softmin Softplus Softshrink SyncBatchNorm Threshold TransformerDecoderLayer
TransformerEncoderLayer TripletMarginLoss ZeroPad1d ZeroPad2d ZeroPad3d
"""
OWNER.update({name: name for name in OWN.split()})


def named(cls):
    """`cls`, whose constructor goes by PyTorch's name; classes whose constructor has it already stay as they are."""
    owner, f = OWNER.get(cls.__name__), cls.__init__
    if owner is None or f.__qualname__ == f"{owner}.__init__":
        return cls
    own = types.FunctionType(f.__code__, f.__globals__, f.__name__, f.__defaults__, f.__closure__)
    own.__kwdefaults__, own.__doc__, own.__qualname__ = f.__kwdefaults__, f.__doc__, f"{owner}.__init__"
    cls.__init__ = own
    return cls
