"""Module.state_dict and load_state_dict: what is saved and copied, and torch's texts for what does not fit."""

import functools
from collections import OrderedDict, namedtuple

from .. import state as S
from ..node import RemovableHandle
from ..tensor import Parameter, Tensor

_Pair = namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])


class Incompatible(_Pair):
    """What load_state_dict returns."""

    __slots__ = ()

    def __repr__(self):
        return super().__repr__() if self.missing_keys or self.unexpected_keys else "<All keys matched successfully>"

    __str__ = __repr__


Incompatible.__name__ = Incompatible.__qualname__ = "_IncompatibleKeys"


def save(module, out, prefix, keep_vars):
    """Puts the module's parameters, buffers and extra state, and its children's, into `out`."""
    out._metadata[prefix[:-1]] = {"version": module._version}
    for hook in list(module.__dict__.get("_state_dict_pre_hooks", {}).values()):
        hook(module, prefix, keep_vars)
    module._save_to_state_dict(out, prefix, keep_vars)
    for name, child in module._modules.items():
        if child is not None:
            save(child, out, f"{prefix}{name}.", keep_vars)
    for hook in list(module._state_dict_hooks.values()):
        changed = hook(module, out, prefix, out._metadata[prefix[:-1]])
        if isinstance(changed, OrderedDict):
            out = changed


def load(module, state_dict, strict, assign):
    """Copies `state_dict` into the module; (missing keys, unexpected keys)."""
    if not hasattr(state_dict, "items"):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
    missing, used, errors = [], set(), []
    metadata = getattr(state_dict, "_metadata", None)
    state = OrderedDict(state_dict)
    if metadata is not None:
        state._metadata = metadata
    was, S.grad_enabled = S.grad_enabled, False
    try:
        _load(module, "", state, missing, used, errors, assign, strict)
    finally:
        S.grad_enabled = was
    unexpected = [k for k in state if k not in used]
    if strict:
        if unexpected:
            errors.insert(0, "Unexpected key(s) in state_dict: {}. ".format(", ".join(f'"{k}"' for k in unexpected)))
        if missing:
            errors.insert(0, "Missing key(s) in state_dict: {}. ".format(", ".join(f'"{k}"' for k in missing)))
    if errors:
        raise RuntimeError(
            "Error(s) in loading state_dict for {}:\n\t{}".format(type(module).__name__, "\n\t".join(errors))
        )
    return missing, unexpected


def _load(module, prefix, state, missing, used, errors, assign, strict):
    local = getattr(state, "_metadata", {}).get(prefix[:-1], {})
    for hook in list(module._load_state_dict_pre_hooks.values()):
        hook(state, prefix, local, strict, missing, [], errors)
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
            _load(child, f"{prefix}{name}.", state, missing, used, errors, assign, strict)
    for hook in list(module.__dict__.get("_load_state_dict_post_hooks", {}).values()):
        hook(module, Incompatible(missing, [k for k in state if k not in used]))


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


class State:
    """The part of Module that saves and loads."""

    def get_extra_state(self):
        raise RuntimeError("Reached a code path in Module.get_extra_state() that should never be called.")

    def state_dict(self, *args, destination=None, prefix="", keep_vars=False):
        out = OrderedDict() if destination is None else destination
        out.__dict__.setdefault("_metadata", OrderedDict())
        rec, S.rec = S.rec, None
        try:
            save(self, out, prefix, keep_vars)
        finally:
            S.rec = rec
        return out

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        own = dict(self._parameters)
        own.update((k, b) for k, b in self._buffers.items() if k not in self._non_persistent_buffers_set)
        for name, t in own.items():
            if t is not None:
                destination[prefix + name] = t if keep_vars else t.detach()
        if type(self).get_extra_state is not State.get_extra_state:
            destination[prefix + "_extra_state"] = self.get_extra_state()

    def load_state_dict(self, state_dict, strict=True, assign=False):
        return Incompatible(*load(self, state_dict, strict, assign))

    def _add_hook(self, kind, hook, wrap=lambda hook: hook):
        hooks = self.__dict__.setdefault(kind, OrderedDict())
        return RemovableHandle(hooks, wrap(hook))

    def register_state_dict_pre_hook(self, hook):
        return self._add_hook("_state_dict_pre_hooks", hook)

    def register_state_dict_post_hook(self, hook):
        return self._add_hook("_state_dict_hooks", hook)

    _register_state_dict_hook = register_state_dict_post_hook

    def register_load_state_dict_pre_hook(self, hook):
        return self._add_hook("_load_state_dict_pre_hooks", functools.partial(hook, self))

    def _register_load_state_dict_pre_hook(self, hook, with_module=False):
        return self._add_hook("_load_state_dict_pre_hooks", functools.partial(hook, self) if with_module else hook)

    def register_load_state_dict_post_hook(self, hook):
        return self._add_hook("_load_state_dict_post_hooks", hook)
