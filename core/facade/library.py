"""torch.library: operators of a program's own."""

from ..custom_ops import (  # noqa: F401
    CustomOpDef,
    Library,
    custom_op,
    define,
    impl,
    infer_schema,
    opcheck,
    register_autograd,
    register_fake,
    register_kernel,
)
from .parts import missing

impl_abstract = register_fake

__getattr__ = missing("torch.library")
