"""Small modules of torch's that hold a few names each: made from their names instead of from a file."""

import sys
import types


def part(parent, short, **names):
    """The module torch.PARENT.SHORT (`parent` is the Python name of the module it lies in), holding `names`.

    It is registered, so that `import torch.PARENT.SHORT` finds it too.
    """
    name = f"{parent}.{short}"
    made = types.ModuleType(name)
    made.__path__ = []
    made.__dict__.update(names)
    sys.modules[name] = made
    setattr(sys.modules[parent], short, made)
    return made


def missing(module, why=None):
    """A module's `__getattr__` for names that the core does not have, in torch's words and ours."""

    def __getattr__(name):
        text = f"module '{module}' has no attribute '{name}'"
        if name.startswith("__"):
            raise AttributeError(text)
        more = why or f"Retrograd's core does not have {module}.{name}; `retrograd api` lists what it has."
        raise AttributeError(f"{text}\n({more})")

    return __getattr__
