"""Modules called as functions of their parameters: torch.func.functional_call and stack_module_state."""

from .worlds import TENSOR


def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False):
    """Calls `module` with other tensors in the places of its parameters and buffers."""
    swapped = []
    try:
        for name, value in _given(parameter_and_buffer_dicts).items():
            path, _, last = name.rpartition(".")
            home = module.get_submodule(path)
            kind = home._parameters if last in home._parameters else home._buffers
            swapped.append((kind, last, kind[last]))
            kind[last] = value
        args = () if args is None else args if isinstance(args, tuple) else (args,)
        return module(*args, **(kwargs or {}))
    finally:
        for kind, last, old in reversed(swapped):
            kind[last] = old


def _given(dicts):
    """One dict of all."""
    if isinstance(dicts, dict):
        return dicts
    if not isinstance(dicts, tuple | list):
        raise ValueError(f"Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got {type(dicts)}")
    if not all(isinstance(d, dict) for d in dicts):
        raise ValueError("Expected all elements of parameter_and_buffer_dicts to be dictionaries")
    names = [name for d in dicts for name in d]
    repeated = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if repeated:
        raise ValueError(f"{repeated} appeared in multiple dictionaries; behavior of functional call is ambiguous")
    return {name: value for d in dicts for name, value in d.items()}


def stack_module_state(models):
    """(parameters, buffers) of equal modules, stacked along a new first axis."""
    if not models:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if any(m.training is not models[0].training for m in models):
        raise RuntimeError("stack_module_state: Expected all models to have the same training/eval mode.")
    if any(type(m) is not type(models[0]) for m in models):
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    kinds = ([dict(m.named_parameters()) for m in models], [dict(m.named_buffers()) for m in models])
    return tuple({name: _stacked(name, [d[name] for d in each]) for name in each[0]} for each in kinds)


def _stacked(name, tensors):
    wanted = [t.requires_grad for t in tensors]
    if any(wanted) and not all(wanted):
        raise RuntimeError(f"Expected {name} from each model to have the same .requires_grad")
    out = TENSOR.stack(tensors, dim=0).detach()
    return out.requires_grad_() if all(wanted) else out
