"""Modules as functions of their parameters: torch.func.functional_call, stack_module_state, replace_all_batch_norm_modules_."""

from .tensor import Tensor
from .worlds import TENSOR


def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False):
    """Calls `module` with other tensors in the places of its parameters and buffers."""
    asked = _given(parameter_and_buffer_dicts)
    wanted = _tied(module, asked) if tie_weights else asked
    if strict:
        _check_names(module, wanted)
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    swapped = {}
    try:
        for name, value in wanted.items():
            swapped[name] = _swapped(module, name, value)
        return module(*args, **(kwargs or {}))
    finally:
        left = {name: _swapped(module, name, old) for name, old in swapped.items()}
        asked.update({name: left[name] for name in asked if name in left})  # what the module has put there itself


def _own(module):
    """All names of the module's tensors, those of tied ones, too."""
    return {**dict(module.named_parameters(remove_duplicate=False)), **dict(module.named_buffers(remove_duplicate=False))}


def _tied(module, given):
    """The given tensors, each under all names that the module has for the one it replaces."""
    names = {}
    for name, tensor in _own(module).items():
        names.setdefault(id(tensor), []).append(name)
    full = dict(given)
    for group in names.values():
        known = [name for name in group if name in given]
        if len(group) == 1 or not known:
            continue
        if len({id(given[name]) for name in known}) > 1:
            raise ValueError(
                f"functional_call got multiple values for keys {sorted(group)}, which are tied. Consider using tie_weights=False"
            )
        full.update(dict.fromkeys(group, given[known[0]]))
    return full


def _check_names(module, given):
    """RuntimeError unless the names are all that the module has."""
    own = _own(module)
    lists = ("Unexpected", [n for n in given if n not in own]), ("Missing", [n for n in own if n not in given])
    said = [f"{which} key(s): {', '.join(map(repr, sorted(names)))}." for which, names in lists if names]
    if said:
        raise RuntimeError("Error(s) in reparametrizing for {}:\n\t{}".format(module._get_name(), "\n\t".join(said)))


_NOTHING = object()  # stands where the module has no such tensor


def _swapped(module, name, value):
    """What the module had under the name, in whose place the value is now."""
    path, _, last = name.rpartition(".")
    home = module
    for part in path.split(".") if path else ():
        if not hasattr(home, part):
            raise AttributeError(f"{home._get_name()} has no attribute `{part}`")
        home = getattr(home, part)
    if not (value is None or value is _NOTHING or isinstance(value, Tensor)):
        raise TypeError(f"{value} is not an instance of torch.Tensor")
    if not last:
        raise KeyError('tensor name can\'t be empty string ""')
    for kind in (home._parameters, home._buffers):
        if last in kind:
            old = kind[last]
            kind[last] = value
            return old
    old = getattr(home, last, _NOTHING)
    if not (old is None or old is _NOTHING or isinstance(old, Tensor)):
        raise TypeError(f"attribute `{last}`: {old} is not an instance of torch.Tensor")
    if value is not _NOTHING:
        setattr(home, last, value)
    elif old is not _NOTHING:
        delattr(home, last)
    return old


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


def replace_all_batch_norm_modules_(root):
    """Has every batch norm in `root` (in place) look at its batch alone, without running statistics: those cannot be changed within vmap."""
    from .nn.norms import _Norm

    for module in root.modules():
        if isinstance(module, _Norm) and not module.instance and module.track_running_stats:
            module.running_mean = module.running_var = module.num_batches_tracked = None
            module.track_running_stats = False
    return root
