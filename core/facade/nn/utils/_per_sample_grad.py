"""torch.nn.utils._per_sample_grad: the gradients of a module's parameters for each sample of a batch, by vmap over one copy of them a sample."""

import functools

from ....nn.module import Module
from ....tensor import Tensor
from ...func import functional_call, vmap


def call_for_per_sample_grads(module, *, batch_size=None, loss_reduction="sum", batch_first=True):
    """A function that calls `module` on a batch; after backward each parameter has `grad_sample`, (batch, *its shape)."""
    if loss_reduction not in ("sum", "mean"):
        raise RuntimeError(f"Expected loss_reduction argument to be sum or mean, got {loss_reduction}")
    if not isinstance(module, Module):
        raise RuntimeError(f"Module passed must be nn.Module, got {type(module).__name__}")
    if not (batch_size is None or isinstance(batch_size, int)):
        raise RuntimeError(f"Batch size passed must be None or an integer, got {type(batch_size).__name__}")
    if batch_size is not None and batch_size < 1:
        raise RuntimeError(f"Batch size must be positive, got {batch_size}")
    for weight in module.parameters():
        if hasattr(weight, "grad_sample") and weight.grad_sample is not None:
            raise RuntimeError(
                "Current Expanded Weights accumulates the gradients, which will be incorrect for multiple calls without clearing gradients. "
                f"Please clear out the grad_sample parameter of {weight} or post an issue to pytorch/pytorch to prioritize correct behavior"
            )

    @functools.wraps(module.forward)
    def wrapper(*args, **kwargs):
        count = batch_size or _batch_size(args, kwargs, batch_first)
        times = count if loss_reduction == "mean" else 1
        copies = {name: _copied(p, count, times) for name, p in module.named_parameters() if p.requires_grad}
        at = 0 if batch_first else 1

        def of_one(weights, given, named):
            given, named = ([x.unsqueeze(at) if isinstance(x, Tensor) else x for x in given],
                            {k: x.unsqueeze(at) if isinstance(x, Tensor) else x for k, x in named.items()})  # fmt: skip
            return functional_call(module, weights, tuple(given), named).squeeze(at)

        axes = [at if isinstance(x, Tensor) else None for x in args], {k: at if isinstance(x, Tensor) else None for k, x in kwargs.items()}
        return vmap(of_one, in_dims=(0, *axes), out_dims=at, randomness="different")(copies, list(args), kwargs)

    return wrapper


def _copied(weight, count, times):
    """The parameter once for each sample; what comes back for them becomes its `grad_sample`."""
    copies = weight.detach().expand(count, *weight.shape).clone().requires_grad_()

    def keep(grad):
        weight.grad_sample = grad.detach() * times

    copies.register_hook(keep)
    return copies


def _batch_size(args, kwargs, batch_first):
    sizes = {x.shape[0 if batch_first else 1] for x in (*args, *kwargs.values()) if isinstance(x, Tensor)}
    if not sizes:
        raise RuntimeError("Unable to find a tensor in the passed args and kwargs. They may not be pytree-able and so "
                           "ExpandedWeights cannot infer the batch size. Please specify explicitly")  # fmt: skip
    if len(sizes) > 1:
        raise RuntimeError(f"When computing batch size, found at least one input with batch size {min(sizes)} and one with batch size "
                           f"{max(sizes)}. Please specify it explicitly using the batch size kwarg in call_for_per_sample_grads")  # fmt: skip
    return sizes.pop()
