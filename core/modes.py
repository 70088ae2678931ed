"""no_grad, enable_grad, set_grad_enabled, inference_mode: context managers that decorate, too."""

import functools
import inspect
import warnings

from . import state as S
from . import threads as _threads  # noqa: F401  (each thread has a grad mode of its own)


def asking(t):
    """t, whose gradient is asked for from now on: what requires_grad_() does, which no function within a transform may call."""
    t.requires_grad = True
    return t


class _Mode:
    """A context manager that can decorate functions, generators and classes, as torch's can."""

    def __call__(self, f):
        if inspect.isclass(f):
            warnings.warn(
                "Decorating classes is deprecated and will be disabled in future versions. You should only decorate functions or methods. To "
                "preserve the current behavior of class decoration, you can directly decorate the `__init__` method and nothing else.",
                FutureWarning,
                stacklevel=2,
            )
            f.__init__ = self(f.__init__)
            return f
        if inspect.isgeneratorfunction(f):

            @functools.wraps(f)
            def generator(*args, **kw):
                gen = f(*args, **kw)
                try:
                    with self._clone():
                        value = next(gen)
                    while True:
                        try:
                            sent = yield value
                        except GeneratorExit:
                            with self._clone():
                                gen.close()
                            raise
                        except BaseException as error:
                            with self._clone():
                                value = gen.throw(error)
                        else:
                            with self._clone():
                                value = gen.send(sent)
                except StopIteration as end:
                    return end.value

            return generator

        @functools.wraps(f)
        def run(*args, **kw):
            with self._clone():
                return f(*args, **kw)

        return run

    def _clone(self):
        return type(self)()

    def __exit__(self, *exc):
        S.grad_enabled = self._was


class set_multithreading_enabled(_Mode):
    """Whether a backward may use several threads. Here it runs in the one that asks for it; the answer is kept."""

    on = True

    def __init__(self, mode):
        self.mode, self._before = mode, set_multithreading_enabled.on
        set_multithreading_enabled.on = mode

    def __enter__(self):
        pass

    def __exit__(self, *exc):
        set_multithreading_enabled.on = self._before

    def _clone(self):
        return set_multithreading_enabled(self.mode)


def is_multithreading_enabled():
    return set_multithreading_enabled.on


class no_grad(_Mode):
    """Inside, nothing is tracked."""

    def __new__(cls, f=None):
        self = object.__new__(cls)
        return self if f is None else _Mode.__call__(self, f)

    def __enter__(self):
        self._was, S.grad_enabled = S.grad_enabled, False


class enable_grad(no_grad):
    """Inside, tracking is on again."""

    def __enter__(self):
        self._was, S.grad_enabled = S.grad_enabled, True


class set_grad_enabled(_Mode):
    """Sets tracking at once; as a context manager, until its end."""

    def __init__(self, mode):
        self._was, self.mode = S.grad_enabled, bool(mode)
        S.grad_enabled = self.mode

    def __enter__(self):
        S.grad_enabled = self.mode

    def __call__(self, f):
        S.grad_enabled = self._was
        return super().__call__(f)

    def _clone(self):
        return set_grad_enabled(self.mode)


class inference_mode(_Mode):
    """no_grad, and what is made inside may never enter a graph."""

    def __new__(cls, mode=True):
        if callable(mode):
            return cls(True)(mode)
        return object.__new__(cls)

    def __init__(self, mode=True):
        self.mode = mode

    def __enter__(self):
        self._was, self._inf = S.grad_enabled, S.inference
        S.inference = bool(self.mode)
        if self.mode:
            S.grad_enabled = False
            if S.saved_floor is None:
                S.saved_floor = _RefuseInference()
            if S.saved_hooks is None:
                S.saved_hooks = S.saved_floor

    def __exit__(self, *exc):
        S.grad_enabled, S.inference = self._was, self._inf

    def _clone(self):
        return inference_mode(self.mode)


class _RefuseInference:
    """Called on each new node once inference mode was used: what it saved must not have been made in there."""

    def __call__(self, node):
        for value in node.saved:
            self.pack(value)

    def pack(self, t):
        if getattr(t, "_inference", False):
            raise RuntimeError(
                "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation "
                "tracked by autograd. To work around this, you can make a clone to get a normal tensor and use it in autograd, or use "
                "`torch.no_grad()` instead of `torch.inference_mode()`."
            )
        return (lambda value: value), t


def is_grad_enabled():
    return S.grad_enabled


def is_inference_mode_enabled():
    return S.inference


for _c in (set_multithreading_enabled, no_grad, enable_grad, set_grad_enabled, inference_mode):
    _c.__module__ = "torch.autograd.grad_mode"
