"""torch.save and torch.load; what they do is imported when first called."""

from ..api import function


@function("torch")
def save(obj, f, *args, **kw):
    from ..saving import save

    save(obj, f, *args, **kw)


@function("torch")
def load(f, *args, **kw):
    from ..saving import load

    return load(f, *args, **kw)
