"""Retrograd's core: a recording autograd engine on NumPy that answers to the name torch.

`import core.facade as torch` is the engine alone; `record(path)` keeps a tape of what is done through it; `open_tape(path)` reads one.
"""


def __getattr__(name):
    if name in ("record", "open_tape"):
        from . import recording

        return getattr(recording, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
