"""torch.optim.lr_scheduler."""

from ...optim.lr_combined import ChainedScheduler, ReduceLROnPlateau, SequentialLR
from ...optim.lr_cycles import CosineAnnealingWarmRestarts, CyclicLR, OneCycleLR
from ...optim.lr_scheduler import (
    EPOCH_DEPRECATION_WARNING,  # noqa: F401
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    LRScheduler,
    MultiplicativeLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
    _LRScheduler,
)

__all__ = [
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
    "_LRScheduler",
]
