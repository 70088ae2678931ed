"""torch.compile and torch.compiler: what is compiled runs as it is written."""

import functools

from ..nn.module import Module


class OptimizedModule(Module):
    """What torch.compile returns for a module: the module below `_orig_mod`, called in its place."""

    def __init__(self, mod):
        super().__init__()
        self._orig_mod = mod
        self.training = mod.training

    def forward(self, *args, **kw):
        return self._orig_mod(*args, **kw)

    def __getattr__(self, name):
        if name == "_orig_mod":
            return self._modules["_orig_mod"]
        return getattr(self._modules["_orig_mod"], name)

    def __setattr__(self, name, value):
        if name in ("_orig_mod", "training") or name.startswith("_") or "_orig_mod" not in self.__dict__.get("_modules", ()):
            super().__setattr__(name, value)
        else:
            setattr(self._orig_mod, name, value)

    def train(self, mode=True):
        super().train(mode)
        return self


OptimizedModule.__module__ = "torch._dynamo.eval_frame"


def compile(model=None, *, fullgraph=False, dynamic=None, backend="inductor", mode=None, options=None, disable=False):
    """A function or module as torch.compile gives it back; without `model`, a decorator."""
    if model is None:
        return functools.partial(compile, backend=backend, mode=mode, options=options, disable=disable)
    if not callable(model):
        raise RuntimeError(f"Unsupported model type {type(model)}")
    if mode is not None and options is not None:
        raise RuntimeError("Either mode or options can be specified, but both can't be specified at the same time.")
    if disable:
        return model
    if isinstance(model, Module):
        return OptimizedModule(model)

    @functools.wraps(model)
    def compiled(*args, **kw):
        return model(*args, **kw)

    return compiled


def disable(fn=None, recursive=True, *, reason=None):
    """Marks what is not to be compiled: nothing is."""
    return fn if fn is not None else lambda f: f


def reset():
    """Nothing is kept between compilations."""


def is_compiling():
    return False


is_dynamo_compiling = is_exporting = is_compiling
allow_in_graph = assume_constant_result = disable


def cudagraph_mark_step_begin():
    """There are no CUDA graphs."""


def list_backends(exclude_tags=("debug", "experimental")):
    return ["inductor"]
