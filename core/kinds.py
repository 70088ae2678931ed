"""The metaclass of those types that Python's own errors name with their module: `'torch.Size' object is not callable`.

C code reads a type's name where Python code cannot change it afterwards, so it is made with the long one; whoever asks for `__name__` gets the
short one, as in PyTorch.
"""


class Kind(type):
    """A class that is called torch.NAME in errors."""

    def __new__(mcs, name, bases, body, **kw):
        body.setdefault("__qualname__", name)
        body["__module__"] = "torch"
        return super().__new__(mcs, f"torch.{name}", bases, body, **kw)

    @property
    def __name__(cls):
        return cls.__qualname__
