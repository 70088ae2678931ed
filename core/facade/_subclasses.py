"""torch._subclasses: whether a tensor is a fake one, which libraries ask. None is here."""

from .parts import missing, part


class FakeTensor:
    """A tensor without numbers that PyTorch's compiler uses: no tensor is one."""


def is_fake(x):
    return False


part(__name__, "fake_tensor", FakeTensor=FakeTensor, is_fake=is_fake)
__getattr__ = missing("torch._subclasses")
