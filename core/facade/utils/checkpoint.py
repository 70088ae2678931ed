"""torch.utils.checkpoint: the forward of a part of a model is run again in backward instead of being kept.

Here, too, what runs inside is not kept: without gradients in the first pass (use_reentrant=True), or with saved tensors
that are computed again when first asked for.
"""

import contextlib
import warnings

from ... import modes
from ...function import Function
from ...functions import autocast
from ...generator import default_generator
from ...tensor import Tensor
from ..autograd import backward
from ..autograd.graph import saved_tensors_hooks

_ASK = (
    "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. Starting in PyTorch 2.9, calling checkpoint "
    "without use_reentrant will raise an exception. use_reentrant=False is recommended, but if you need to preserve the current "
    "default behavior, you can pass use_reentrant=True. Refer to docs for more details on the differences between the two variants."
)
_ASK_SEQUENTIAL = (
    "torch.utils.checkpoint.checkpoint_sequential: the use_reentrant parameter should be passed explicitly. In version 2.9 we will raise "
    "an exception if use_reentrant is not passed. use_reentrant=False is recommended, but if you need to preserve the current default "
    "behavior, you can pass use_reentrant=True. Refer to docs for more details on the differences between the two variants."
)


def detach_variable(inputs):
    """Tensors cut from their history, with requires_grad as it was."""
    cut = []
    for each in inputs:
        if isinstance(each, Tensor):
            leaf = each.detach()
            leaf.requires_grad_(each.requires_grad)
            each = leaf
        cut.append(each)
    return tuple(cut)


class CheckpointFunction(Function):
    """The reentrant kind: forward without gradients, and in backward once more with them."""

    @staticmethod
    def forward(ctx, run_function, preserve_rng_state, *args):
        ctx.run_function, ctx.preserve = run_function, preserve_rng_state
        if preserve_rng_state:
            ctx.rng = default_generator.get_state()
        ctx.inputs = [None if isinstance(a, Tensor) else a for a in args]
        ctx.places = [i for i, a in enumerate(args) if isinstance(a, Tensor)]
        ctx.save_for_backward(*[args[i] for i in ctx.places])
        with modes.no_grad():
            return run_function(*args)

    @staticmethod
    def backward(ctx, *grads):
        inputs = list(ctx.inputs)
        for i, t in zip(ctx.places, ctx.saved_tensors):
            inputs[i] = t
        inputs = detach_variable(inputs)
        now = default_generator.get_state()
        try:
            if ctx.preserve:
                default_generator.set_state(ctx.rng)
            with modes.enable_grad():
                outputs = ctx.run_function(*inputs)
        finally:
            if ctx.preserve:
                default_generator.set_state(now)
        outputs = (outputs,) if isinstance(outputs, Tensor) else outputs
        pairs = [(o, g) for o, g in zip(outputs, grads) if isinstance(o, Tensor) and o.requires_grad]
        if not pairs:
            raise RuntimeError("none of output has requires_grad=True, this checkpoint() is not necessary")
        backward([o for o, _ in pairs], [g for _, g in pairs])
        return None, None, *[t.grad if isinstance(t, Tensor) else None for t in inputs]


def _without_reentrance(function, preserve, args, kw, contexts):
    """Packs every saved tensor as its number; the first that is asked for runs the function once more and unpacks all."""
    state, again, count = default_generator.get_state() if preserve else None, {}, iter(range(1 << 62)).__next__
    narrow = autocast.target()

    def unpack(number):
        if number not in again:
            number_of = iter(range(1 << 62)).__next__
            now, narrow_now = default_generator.get_state(), autocast.target()
            if preserve:
                default_generator.set_state(state)
            autocast.switch(narrow)
            try:
                with (
                    contexts[1],
                    modes.enable_grad(),
                    saved_tensors_hooks(lambda t: again.__setitem__(number_of(), t.detach()), lambda x: x),
                ):
                    function(*args, **kw)
            finally:
                autocast.switch(narrow_now)
                if preserve:
                    default_generator.set_state(now)
        return again.pop(number)

    with contexts[0], saved_tensors_hooks(lambda t: count(), unpack):
        return function(*args, **kw)


def checkpoint(function, *args, use_reentrant=None, context_fn=None, determinism_check="default", debug=False,
               preserve_rng_state=True, **kw):  # fmt: skip
    """function(*args, **kw), whose inner tensors are computed again in backward."""
    if use_reentrant is None:
        warnings.warn(_ASK, stacklevel=2)
        use_reentrant = True
    if not use_reentrant:
        return _without_reentrance(function, preserve_rng_state, args, kw, (context_fn or noop_context_fn)())
    if debug or context_fn not in (None, noop_context_fn):
        raise ValueError("Passing `context_fn` or `debug` is only supported when use_reentrant=False.")
    if kw:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kw))
    if modes.is_grad_enabled() and not any(isinstance(a, Tensor) and a.requires_grad for a in args):
        warnings.warn("None of the inputs have requires_grad=True. Gradients will be None", stacklevel=2)
    return CheckpointFunction.apply(function, preserve_rng_state, *args)


def get_device_states(*args):
    """The devices other than the CPU on which the tensors of `args` lie, and their random states: there are none."""
    return [], []


def set_device_states(devices, states, *, device_type=None):
    """Gives devices the random states that get_device_states() found."""


def noop_context_fn():
    """The contexts around the first and the second run that change nothing."""
    return contextlib.nullcontext(), contextlib.nullcontext()


def checkpoint_sequential(functions, segments, input, use_reentrant=None, preserve_rng_state=True):
    """A sequence of modules run in `segments` parts, each but the last as a checkpoint."""
    if use_reentrant is None:
        warnings.warn(_ASK_SEQUENTIAL, stacklevel=2)
        use_reentrant = True
    functions = list(functions.children()) if hasattr(functions, "children") else list(functions)

    def run(start, end):
        def forward(input):
            for f in functions[start : end + 1]:
                input = f(input)
            return input

        return forward

    size, end = len(functions) // segments, -1
    for start in range(0, size * (segments - 1), size):
        end = start + size - 1
        input = checkpoint(run(start, end), input, use_reentrant=use_reentrant, preserve_rng_state=preserve_rng_state)
    return run(end + 1, len(functions) - 1)(input)


_SELECTIVE = ("CheckpointPolicy", "SelectiveCheckpointContext", "create_selective_checkpoint_contexts")


def __getattr__(name):
    if name in _SELECTIVE:
        from ... import selective_checkpoints

        return getattr(selective_checkpoints, name)
    raise AttributeError(f"module 'torch.utils.checkpoint' has no attribute '{name}'")
