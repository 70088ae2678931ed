"""Module.state_dict and load_state_dict: what is saved and copied, and torch's texts for what does not fit."""

import warnings
from collections import OrderedDict, namedtuple

from .. import meta
from .. import state as S
from ..node import RemovableHandle
from ..tensor import Parameter, Tensor
from .module_hooks import WithModule

TO_META = (
    "for {}: copying from a non-meta parameter in the checkpoint to a meta parameter in the current model, which is a no-op. (Did you mean "
    "to pass `assign=True` to assign items in the state dictionary to their corresponding key in the module instead of copying them in "
    "place?)"
)
POSITIONAL = (
    "Positional args are being deprecated, use kwargs instead. Refer to "
    "https://pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.state_dict for details."
)
_Pair = namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])


class Incompatible(_Pair):
    """What load_state_dict returns."""

    __slots__ = ()

    def __repr__(self):
        return super().__repr__() if self.missing_keys or self.unexpected_keys else "<All keys matched successfully>"

    __str__ = __repr__


Incompatible.__name__ = Incompatible.__qualname__ = "_IncompatibleKeys"


def consume_prefix_in_state_dict_if_present(state_dict, prefix):
    """Takes `prefix` off the keys that begin with it, in place: "module." of what a DataParallel model saved."""
    for key in list(state_dict):
        if key.startswith(prefix):
            state_dict[key[len(prefix) :]] = state_dict.pop(key)
    metadata = getattr(state_dict, "_metadata", {})
    for key in list(metadata):
        if key and (key == prefix.replace(".", "") or key.startswith(prefix)):
            metadata[key[len(prefix) :]] = metadata.pop(key)


def load(module, state_dict, strict, assign):
    """Copies `state_dict` into the module; (missing keys, unexpected keys)."""
    if not hasattr(state_dict, "items"):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
    missing, unexpected, errors = [], [], []
    metadata = getattr(state_dict, "_metadata", None)
    state = OrderedDict(state_dict)
    if metadata is not None:
        state._metadata = metadata
    was, S.grad_enabled = S.grad_enabled, False
    try:
        _load(module, "", state, metadata or {}, assign, missing, unexpected, errors)
    finally:
        S.grad_enabled = was
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


def _load(module, prefix, state, metadata, assign, missing, unexpected, errors):
    """Loads `state`, the entries that begin with `prefix`, into the module, and their parts into its children."""
    local = metadata.get(prefix[:-1], {})
    if assign:
        local["assign_to_params_buffers"] = assign
    module._load_from_state_dict(state, prefix, local, True, missing, unexpected, errors)
    for name, child in module._modules.items():
        if child is not None:
            below = f"{prefix}{name}."
            part = {k: v for k, v in state.items() if k.startswith(below)}
            _load(child, below, part, metadata, assign, missing, unexpected, errors)
    for hook in list(module._load_state_dict_post_hooks.values()):
        if hook(module, Incompatible(missing, unexpected)) is not None:
            raise AssertionError(
                "Hooks registered with ``register_load_state_dict_post_hook`` are notexpected to return new values, if "
                "incompatible_keys need to be modified,it should be done inplace."
            )


def _strange_keys(module, state, prefix, own):
    """The keys of `state` that belong to nothing in the module."""
    for key in state:
        if key.startswith(prefix) and key != prefix + "_extra_state":
            first, dot, _ = key[len(prefix) :].partition(".")
            if first not in (module._modules if dot else own):
                yield key


def _copy(module, name, key, have, value, errors, assign):
    if isinstance(have, Tensor) and hasattr(have, "materialize"):
        return  # a lazy one, and so is what was saved: see lazy.py
    if (
        isinstance(value, Tensor)
        and have._data.shape == ()
        and not hasattr(value, "materialize")
        and value.shape == (1,)
    ):
        value = value[0]  # numbers were saved as vectors once
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
            value = value if isinstance(value, Parameter) else Parameter(value, have.requires_grad)
            value.requires_grad_(have.requires_grad)
        setattr(module, name, value)
    else:
        if S.meta and meta.is_meta(have):
            if not meta.is_meta(value):
                warnings.warn(TO_META.format(key), UserWarning, stacklevel=5)
            return
        try:
            have.copy_(value)
        except Exception as error:
            errors.append(
                f'While copying the parameter named "{key}", whose dimensions in the model are {have.shape} and whose dimensions in the '
                f"checkpoint are {value.shape}, an exception occurred : {error.args}."
            )


class State:
    """The part of Module that saves and loads."""

    def get_extra_state(self):
        raise RuntimeError("Reached a code path in Module.get_extra_state() that should never be called.")

    def set_extra_state(self, state):
        raise RuntimeError("Reached a code path in Module.set_extra_state() that should never be called.")

    def state_dict(self, *args, destination=None, prefix="", keep_vars=False):
        if args:
            warnings.warn(POSITIONAL, FutureWarning, stacklevel=2)
            destination, prefix, keep_vars = [*args, *(destination, prefix, keep_vars)[len(args) :]]
        out = destination
        if out is None:
            out = OrderedDict()
            out._metadata = OrderedDict()
        local = {"version": self._version}
        if hasattr(out, "_metadata"):
            out._metadata[prefix[:-1]] = local
        for hook in list(self._state_dict_pre_hooks.values()):
            hook(self, prefix, keep_vars)
        rec, S.rec = S.rec, None
        try:
            self._save_to_state_dict(out, prefix, keep_vars)
            for name, child in self._modules.items():
                if child is not None:
                    child.state_dict(destination=out, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        finally:
            S.rec = rec
        for hook in list(self._state_dict_hooks.values()):
            other = hook(self, out, prefix, local)
            if other is not None:
                if getattr(hook, "_from_public_api", False):
                    raise RuntimeError("state_dict post-hook must return None")
                out = other
        return out

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        own = dict(self._parameters)
        own.update((k, b) for k, b in self._buffers.items() if k not in self._non_persistent_buffers_set)
        for name, t in own.items():
            if t is not None:
                destination[prefix + name] = t if keep_vars else t.detach()
        if type(self).get_extra_state is not State.get_extra_state:
            destination[prefix + "_extra_state"] = self.get_extra_state()

    def _load_from_state_dict(
        self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs
    ):
        """Copies this module's own entries, `prefix` before their names, out of `state_dict`; classes may do more."""
        for hook in list(self._load_state_dict_pre_hooks.values()):
            hook(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        own = dict(self._parameters)
        own.update({k: b for k, b in self._buffers.items() if k not in self._non_persistent_buffers_set})
        own = {name: t for name, t in own.items() if t is not None}
        assign = local_metadata.get("assign_to_params_buffers", False)
        for name, t in own.items():
            if prefix + name in state_dict:
                _copy(self, name, prefix + name, t, state_dict[prefix + name], error_msgs, assign)
            elif strict:
                missing_keys.append(prefix + name)
        extra = prefix + "_extra_state"
        if type(self).set_extra_state is not State.set_extra_state:
            if extra in state_dict:
                self.set_extra_state(state_dict[extra])
            elif strict:
                missing_keys.append(extra)
        elif extra in state_dict and strict:
            unexpected_keys.append(extra)
        if strict:
            unexpected_keys += _strange_keys(self, state_dict, prefix, own)

    def load_state_dict(self, state_dict, strict=True, assign=False):
        return Incompatible(*load(self, state_dict, strict, assign))

    def register_state_dict_pre_hook(self, hook):
        return RemovableHandle(self._state_dict_pre_hooks, hook)

    def register_state_dict_post_hook(self, hook):
        hook._from_public_api = True  # it must return nothing: see state_dict
        return RemovableHandle(self._state_dict_hooks, hook)

    def _register_state_dict_hook(self, hook):
        if getattr(hook, "_from_public_api", False):
            raise RuntimeError(
                "Cannot register the same function as the state dict post hook that was previously registered via "
                "register_state_dict_post_hook"
            )
        return RemovableHandle(self._state_dict_hooks, hook)

    def register_load_state_dict_pre_hook(self, hook):
        return self._register_load_state_dict_pre_hook(hook, with_module=True)

    def _register_load_state_dict_pre_hook(self, hook, with_module=False):
        return RemovableHandle(self._load_state_dict_pre_hooks, WithModule(hook, self) if with_module else hook)

    def register_load_state_dict_post_hook(self, hook):
        return RemovableHandle(self._load_state_dict_post_hooks, hook)
