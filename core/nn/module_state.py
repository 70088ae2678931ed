"""Module.load_state_dict: what is copied, and torch's texts for what does not fit."""

from .. import state as S
from ..tensor import Parameter, Tensor


def load(module, state_dict, strict, assign):
    """Copies `state_dict` into the module; (missing keys, unexpected keys)."""
    if not hasattr(state_dict, "items"):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
    missing, used, errors = [], set(), []
    was, S.grad_enabled = S.grad_enabled, False
    try:
        _load(module, "", state_dict, missing, used, errors, assign)
    finally:
        S.grad_enabled = was
    unexpected = [k for k in state_dict if k not in used]
    if strict:
        if missing:
            errors.insert(0, "Missing key(s) in state_dict: {}. ".format(", ".join(f'"{k}"' for k in missing)))
        if unexpected:
            errors.insert(0, "Unexpected key(s) in state_dict: {}. ".format(", ".join(f'"{k}"' for k in unexpected)))
    if errors:
        raise RuntimeError(
            "Error(s) in loading state_dict for {}:\n\t{}".format(type(module).__name__, "\n\t".join(errors))
        )
    return missing, unexpected


def _load(module, prefix, state, missing, used, errors, assign):
    own = dict(module._parameters)
    own.update({k: b for k, b in module._buffers.items() if k not in module._non_persistent_buffers_set})
    for name, t in own.items():
        if t is None:
            continue
        key = prefix + name
        if key not in state:
            missing.append(key)
            continue
        used.add(key)
        _copy(module, name, key, t, state[key], errors, assign)
    if type(module).__dict__.get("set_extra_state") and prefix + "_extra_state" in state:
        used.add(prefix + "_extra_state")
        module.set_extra_state(state[prefix + "_extra_state"])
    for name, child in module._modules.items():
        if child is not None:
            _load(child, f"{prefix}{name}.", state, missing, used, errors, assign)


def _copy(module, name, key, have, value, errors, assign):
    if not isinstance(value, Tensor):
        errors.append(
            f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from checkpoint but received '
            f"{type(value)}"
        )
    elif value.shape != have.shape:
        errors.append(
            f"size mismatch for {key}: copying a param with shape {value.shape} from checkpoint, the shape in current model is "
            f"{have.shape}."
        )
    elif assign:
        if isinstance(have, Parameter):
            module._parameters[name] = value if isinstance(value, Parameter) else Parameter(value, have.requires_grad)
        else:
            module._buffers[name] = value
    else:
        have.copy_(value)
