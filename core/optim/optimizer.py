"""torch.optim.Optimizer: parameter groups, state, hooks, state_dict, and the common frame of every built-in step.

A built-in optimizer says in `_constants(group)` what is the same for all parameters of a group and in `_update(p, grad,
state, group, c)` how one parameter changes; it works on raw data and ends in `_set`. The base does the rest: gradients,
closures, counting writes, recording.
"""

import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from copy import deepcopy
from itertools import chain

import numpy as np

from .. import dtypes
from .. import state as S
from ..inplace import bump
from ..tensor import Tensor, wrap
from .pairs import update_pairs
from .step_hooks import hooked, register

ndarray = np.ndarray


class _RequiredParameter:
    """Stands for a default that every group must give."""

    def __repr__(self):
        return "<required parameter>"


required = _RequiredParameter()


def _typename(x):
    if isinstance(x, Tensor):
        return dtypes.legacy_name(x._data)
    kind = type(x)
    module = "" if kind.__module__ in ("builtins", None) else kind.__module__ + "."
    return module + kind.__qualname__


class Optimizer:
    """Base class of all optimizers. `param_groups` is a list of dicts, `state` maps each parameter to its own dict."""

    _changes = None  # while a built-in step is recorded: [(parameter, before, after)]

    def __init__(self, params, defaults):
        self.defaults = defaults
        self._make_hooks()
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                + _typename(params)
            )
        self.state = defaultdict(dict)
        self.param_groups = []
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def _make_hooks(self):
        for kind in (
            "step_pre",
            "step_post",
            "state_dict_pre",
            "state_dict_post",
            "load_state_dict_pre",
            "load_state_dict_post",
        ):
            self.__dict__.setdefault(f"_optimizer_{kind}_hooks", OrderedDict())
        self._patch_step_function()

    def _patch_step_function(self):
        """The class's step calls hooks. Optimizers around other optimizers, which call no `__init__`, call this by PyTorch's name."""
        cls = type(self)
        if not getattr(cls.step, "hooked", False):
            cls.step = hooked(cls.step)

    def __getstate__(self):
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._make_hooks()
        for group in self.param_groups:
            for name, value in self.defaults.items():
                group.setdefault(name, value)
        self.defaults.setdefault("differentiable", False)

    def __repr__(self):
        text = type(self).__name__ + " ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            text += "".join(f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params")
        return text + ")"

    # --- the step -----------------------------------------------------------------------------------------------------
    def step(self, closure=None):
        """One update of every parameter that has a gradient; `closure` computes the loss anew and returns it."""
        if type(self)._update is Optimizer._update:
            raise NotImplementedError
        loss = None
        if closure is not None:
            was, S.grad_enabled = S.grad_enabled, True
            try:
                loss = closure()
            finally:
                S.grad_enabled = was
        rec = S.rec
        self._changes, self._kept = None if rec is None else [], None
        if self.defaults.get("differentiable"):
            from . import differentiable

            for group in self.param_groups:
                differentiable.update(self, group)
        elif S.dispatch is None or not self._told():
            for group in self.param_groups:
                self._update_group(group)
        if rec is not None:
            changes, self._changes = self._changes, None
            rec.optimizer_step(type(self).__name__, changes, self.param_groups)
        return loss

    def _told(self):
        """Where operators are handled: the step in operators; False where it has to be made as usual."""
        from . import told

        end = told.mark(self, "step")
        try:
            return told.step(self)
        finally:
            if end is not None:
                end()

    _takes_sparse, _takes_complex, _no_sparse, _instead = False, False, None, ""

    def _update_group(self, group):
        """Changes each parameter of a group that has a gradient."""
        constants = self._constants(group)
        flip = group["maximize"]
        for p in group["params"]:
            g = p._grad
            if g is not None:
                if g.__class__ is not Tensor and g.is_sparse and not self._takes_sparse:
                    raise RuntimeError(f"{self._no_sparse or type(self).__name__} does not support sparse gradients{self._instead}")
                grad = -g._data if flip else g._data
                if grad.dtype.kind != "c" or self._takes_complex:
                    self._update(p, grad, group, constants)
                else:
                    update_pairs(self, p, grad, group, constants)

    def _constants(self, group):
        """What a step computes once for a whole group."""
        return None

    def _update(self, p, grad, group, constants):
        """Changes one parameter: raw data in p._data, its gradient raw (negated where `maximize`)."""
        raise NotImplementedError

    def _state(self, p, group):
        """p's state, made at its first step by `_init_state(p, group)`."""
        state = self.state[p]
        if not state:
            state.update(self._init_state(p, group))
        return state

    _kept = None  # of the parameter whose array is being computed into while a recorder listens: it, what it held

    def _target(self, p):
        """The array that p's new values may be computed into, or None where they must be new (a scalar, or an array that a
        recorder may have as it is)."""
        d = p._data
        if not isinstance(d, ndarray):
            return None
        if S.rec is not None:
            if not p._alias:
                return None
            if self._kept is None or self._kept[0] is not p:
                self._kept = p, S.rec.overwriting(p)
        return d

    def _set(self, p, values, writes=1):
        """Gives p its new values (its own array where they were computed in place) and counts the writes."""
        before = p._data
        if values is before:
            if self._kept is not None:
                before, self._kept = self._kept[1], None
        elif not isinstance(before, ndarray):
            p._data = values
        elif S.rec is None:
            before[...] = values
        elif p._alias:
            kept = S.rec.overwriting(p)
            before[...] = values
            before, values = kept, before  # by reference: the next write is announced like this one
        else:
            p._data = values
        if self._changes is not None and values is not before:
            self._changes.append((p, before, values))
        for _ in range(writes):
            bump(p)

    def _recorded(self, step, args, kwargs):
        """Runs `step`; where it is the user's own and a recorder listens, tells it what changed."""
        rec = S.rec
        if rec is None or step.__module__ == __name__ or self._records_itself:
            return step(*args, **kwargs)
        params = [p for group in self.param_groups for p in group["params"]]
        before = [(p, np.array(p._data), p._version) for p in params]
        out = step(*args, **kwargs)
        if S.rec is not None:
            after = [(p, old, np.array(p._data)) for p, old, v in before]
            changes = [(p, old, new) for p, old, new in after if not np.array_equal(old, new, equal_nan=True)]
            S.rec.optimizer_step(type(self).__name__, changes, self.param_groups)
        return out

    _records_itself = False

    def zero_grad(self, set_to_none=True):
        """Takes the gradients away, or fills them with zeros."""
        if S.dispatch is not None:
            from . import told

            if (end := told.mark(self, "zero_grad")) is not None:
                end()
        rec, gone = S.rec, []
        for group in self.param_groups:
            if rec is None and set_to_none:
                for p in group["params"]:
                    p._grad = None
                continue
            for p in group["params"]:
                g = p._grad
                if g is None:
                    continue
                if set_to_none:
                    p._grad = None
                    gone.append(p)
                else:
                    _zero(p, g, rec)
        if rec is not None and gone:
            rec.grad_resets(gone, "none")

    # --- groups and state ---------------------------------------------------------------------------------------------
    def add_param_group(self, param_group):
        """Adds a dict with `params` and options of its own."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        _list_params(param_group)
        for param in param_group["params"]:
            if not isinstance(param, Tensor):
                raise TypeError("optimizer can only optimize Tensors, but one of the params is " + _typename(param))
            if not (param.is_leaf or param.retains_grad or self.defaults.get("differentiable")):
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
            param_group.setdefault(name, default)
        params = param_group["params"]
        if len(params) != len(set(params)):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                "see github.com/pytorch/pytorch/issues/40967 for more information",
                stacklevel=3,
            )
        for group in self.param_groups:
            if ("param_names" in param_group) != ("param_names" in group):
                which = "with names" if "param_names" in param_group else "without names"
                raise ValueError(
                    f"all optimizer param groups should be with/without names. cannot add param group {which} to the "
                    "optimizer"
                )
            if not set(group["params"]).isdisjoint(params):
                raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(param_group)

    def state_dict(self):
        """A dict of `state` and `param_groups` in which parameters are numbers."""
        for hook in list(self._optimizer_state_dict_pre_hooks.values()):
            hook(self)
        index = {}
        for group in self.param_groups:
            for p in group["params"]:
                index.setdefault(id(p), len(index))
        groups = [
            {**{k: v for k, v in g.items() if k != "params"}, "params": [index[id(p)] for p in g["params"]]}
            for g in self.param_groups
        ]
        state = {(index[id(k)] if isinstance(k, Tensor) else k): v for k, v in self.state.items()}
        result = {"state": state, "param_groups": groups}
        for hook in list(self._optimizer_state_dict_post_hooks.values()):
            changed = hook(self, result)
            result = result if changed is None else changed
        return result

    def load_state_dict(self, state_dict):
        """Takes up what state_dict() gave, for parameters in the same order."""
        state_dict = dict(state_dict)
        for hook in list(self._optimizer_load_state_dict_pre_hooks.values()):
            changed = hook(self, state_dict)
            state_dict = state_dict if changed is None else changed
        groups, saved = self.param_groups, deepcopy(state_dict["param_groups"])
        if len(groups) != len(saved):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(g["params"]) != len(s["params"]) for g, s in zip(groups, saved)):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
            )
        params = chain.from_iterable(g["params"] for g in groups)
        by_number = dict(zip(chain.from_iterable(s["params"] for s in saved), params))
        state = defaultdict(dict)
        for key, value in state_dict["state"].items():
            if key in by_number:
                state[by_number[key]] = _loaded(by_number[key], value)
            else:
                state[key] = value
        for group, new in zip(groups, saved):
            new["params"] = group["params"]
            if "param_names" in group:
                new.setdefault("param_names", group["param_names"])
        self.__setstate__({"state": state, "param_groups": saved})
        for hook in list(self._optimizer_load_state_dict_post_hooks.values()):
            hook(self)

    # --- hooks --------------------------------------------------------------------------------------------------------
    def register_step_pre_hook(self, hook):
        """Calls hook(optimizer, args, kwargs) before each step."""
        return register(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook):
        """Calls hook(optimizer, args, kwargs) after each step."""
        return register(self._optimizer_step_post_hooks, hook)

    def register_state_dict_pre_hook(self, hook, prepend=False):
        return register(self._optimizer_state_dict_pre_hooks, hook, prepend)

    def register_state_dict_post_hook(self, hook, prepend=False):
        return register(self._optimizer_state_dict_post_hooks, hook, prepend)

    def register_load_state_dict_pre_hook(self, hook, prepend=False):
        return register(self._optimizer_load_state_dict_pre_hooks, hook, prepend)

    def register_load_state_dict_post_hook(self, hook, prepend=False):
        return register(self._optimizer_load_state_dict_post_hooks, hook, prepend)


Optimizer.__module__ = "torch.optim.optimizer"


def _list_params(group):
    """Makes group["params"] a list of tensors, and group["param_names"] where they came with names."""
    params = group["params"]
    if isinstance(params, Tensor):
        params = [params]
    elif isinstance(params, set):
        raise TypeError(
            "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
            "will change "
            "between runs. Please use a list instead."
        )
    params = list(params)
    names = [p[0] for p in params if isinstance(p, tuple)]
    if names and len(names) != len(params):
        raise ValueError("all optimizer params should be with/without names. Some param names are missing")
    group["params"] = [p[1] if isinstance(p, tuple) else p for p in params]
    if names:
        group["param_names"] = names


def _zero(p, g, rec):
    """zero_grad(set_to_none=False) of one parameter."""
    g._fn, g._rg = None, False
    d = g._data
    if not isinstance(d, ndarray):
        g._data = d.dtype.type(0)
    elif rec is not None and not g._alias:
        g._data = np.zeros_like(d)
    else:
        if rec is not None:
            rec.before_write(g)
        d.fill(0)
    bump(g)
    if rec is not None:
        rec.grad_reset(p, "zero")


def _loaded(param, value, key=None):
    """A value of a loaded state, its tensors (but for `step`) in the parameter's dtype."""
    if isinstance(value, Tensor):
        if key == "step" or param.dtype.category < 2 or value.dtype is param.dtype:
            return value
        return wrap(dtypes.cast(value._data, param.dtype))
    if isinstance(value, dict):
        return {k: _loaded(param, v, k) for k, v in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return type(value)(_loaded(param, v) for v in value)
    return value
