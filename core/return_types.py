"""torch.return_types: the named tuples of ops with several outputs."""

from functools import cache


class ReturnType(tuple):
    """A structseq as torch's: prints `torch.return_types.max(values=…, indices=…)`."""

    __slots__ = ()
    _fields = ()

    def __repr__(self):
        rows = ",\n".join(f"{f}={v!r}" for f, v in zip(self._fields, self))
        return f"torch.return_types.{type(self).__name__}(\n{rows})"

    def __reduce__(self):
        return tuple, (tuple(self),)

    def __getattr__(self, name):
        raise AttributeError(f"'torch.return_types.{type(self).__name__}' object has no attribute '{name}'")


@cache
def return_type(name, fields):
    """The class for op `name` with these field names; fields that begin with "result" stay nameless, as a plain tuple."""
    if fields[0].startswith("result") and fields != ("result", "info"):
        return tuple
    body = {f: property(lambda self, i=i: self[i]) for i, f in enumerate(fields)}
    return type(name, (ReturnType,), {"__slots__": (), "_fields": fields, "__module__": "torch.return_types", **body})
