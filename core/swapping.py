"""torch.utils.swap_tensors: two tensors exchange what they are, each staying the object that it is."""

POISONED = (
    "Trying to execute AccumulateGrad node that was poisoned by swap_tensors this can happen when you try to run backward on a tensor that "
    "was swapped. For a module m with `torch.__future__.set_swap_module_params_on_conversion(True)` you should not change the device or "
    "dtype of the module (e.g. `m.cpu()` or `m.half()`) between running forward and backward. To resolve this, please only change the "
    "device/dtype before running forward (or after both forward and backward)."
)


def swap_tensors(t1, t2):
    """Exchanges what two tensors are: data, gradient, flags and history. What hung on them before cannot run backward any more."""
    for t in (t1, t2):
        node = t._acc() if t._acc is not None else None
        if node is not None:
            node.register_prehook(_refuse)
            t._acc = None
    for name in ("_data", "_rg", "_fn", "grad"):
        a, b = getattr(t1, name), getattr(t2, name)
        setattr(t1, name, b)
        setattr(t2, name, a)


def _refuse(grads):
    raise RuntimeError(POISONED)
