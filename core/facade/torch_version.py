"""torch.torch_version: a version text that compares as a version, with texts and with tuples of numbers."""

import re


def _key(version):
    if isinstance(version, tuple | list):
        return tuple(version)
    return tuple(int(n) for n in re.match(r"[\d.]*", str(version).partition("+")[0])[0].strip(".").split(".") if n)


def _padded(a, b):
    a, b = _key(a), _key(b)
    n = max(len(a), len(b))
    return a + (0,) * (n - len(a)), b + (0,) * (n - len(b))


class TorchVersion(str):
    """torch.__version__: `torch.__version__ >= "2.9"` asks for the version, not for the alphabet."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        if isinstance(other, str):
            return str.__eq__(self, other) or ("+" not in other and _same(self, other))
        return isinstance(other, tuple | list) and _same(self, other)

    def __lt__(self, other):
        a, b = _padded(self, other)
        return a < b

    def __gt__(self, other):
        a, b = _padded(self, other)
        return a > b

    def __le__(self, other):
        return not self > other

    def __ge__(self, other):
        return not self < other


def _same(version, other):
    """Versions with a local part ("+cpu") are greater than the same without one."""
    a, b = _padded(version, other)
    return a == b and "+" not in version


__version__ = TorchVersion("2.13.0+cpu")
