"""Module: parameters, buffers, children, hooks, state, and how they print. Texts are torch's."""

from collections import OrderedDict

from .. import state as S
from ..node import RemovableHandle
from ..tensor import Parameter, Tensor
from .module_moves import Moves
from .module_state import State
from .module_text import check_name, indented, legacy_type, name_below


class Module(State, Moves):
    """Base class of all neural network modules."""

    training: bool = True
    call_super_init = False
    _version = 1
    _hooked = False  # has it, or has every module, hooks? On the class for global ones

    def __init__(self, *args, **kw):
        put = super().__setattr__
        put("training", True)
        for name in ("_parameters", "_buffers", "_modules", "_forward_hooks", "_forward_pre_hooks", "_backward_hooks",
                     "_backward_pre_hooks", "_state_dict_hooks", "_load_state_dict_pre_hooks"):  # fmt: skip
            put(name, OrderedDict() if name.endswith("hooks") else {})
        put("_non_persistent_buffers_set", set())

    def forward(self, *args, **kw):
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    # --- calling --------------------------------------------------------------------------------------------------------------

    def __call__(self, *args, **kw):
        if S.rec is not None:
            return self._call_recorded(args, kw)
        if self._hooked:
            return self._call_with_hooks(args, kw)
        try:
            return self.forward(*args, **kw)
        except AttributeError as error:
            from .refused import not_a_tensor

            wrong = not_a_tensor(self, args, error)
            if wrong is None:
                raise
            raise wrong from None

    def _call_recorded(self, args, kw):
        """The same, and the recorder knows that what happens meanwhile belongs to this module."""
        rec = S.rec
        rec.enter_module(self)
        try:
            result = self._call_with_hooks(args, kw) if self._hooked else self.forward(*args, **kw)
        except AttributeError as error:
            from .refused import not_a_tensor

            wrong = not_a_tensor(self, args, error)
            if wrong is None:
                raise
            raise wrong from None
        finally:
            rec.leave_module()
        if result.__class__ is tuple and S.rec is rec:
            rec.returned(result)
        return result

    def _call_with_hooks(self, args, kw):
        from .module_hooks import call

        return call(self, args, kw)

    def _hook(self, hooks, hook, prepend=False, **flags):
        Module.__setattr__(self, "_hooked", True)
        handle = RemovableHandle(hooks, hook)
        for k, v in flags.items():
            if v:
                self.__dict__.setdefault(f"_{k}", set()).add(handle.id)
        if prepend:
            hooks.move_to_end(handle.id, last=False)
        return handle

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        return self._hook(
            self._forward_hooks, hook, prepend, forward_with_kwargs=with_kwargs, always_called=always_call
        )

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        return self._hook(self._forward_pre_hooks, hook, prepend, pre_with_kwargs=with_kwargs)

    def register_full_backward_hook(self, hook, prepend=False):
        return self._hook(self._backward_hooks, hook, prepend)

    def register_full_backward_pre_hook(self, hook, prepend=False):
        return self._hook(self._backward_pre_hooks, hook, prepend)

    def register_backward_hook(self, hook):
        handle = self._hook(self._backward_hooks, hook)
        self.__dict__.setdefault("_legacy_backward", set()).add(handle.id)
        return handle

    # --- attributes -----------------------------------------------------------------------------------------------------------

    def __getattr__(self, name):
        d = self.__dict__
        found = d.get("_modules")
        if found is not None:  # the three are made together; spelled out, since every `self.fc1` comes here
            if name in found:
                return found[name]
            found = d["_parameters"]
            if name in found:
                return found[name]
            found = d["_buffers"]
            if name in found:
                return found[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name, value):
        d = self.__dict__
        params = d.get("_parameters")
        if isinstance(value, Parameter):
            if params is None:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            for kind in (d, d["_buffers"], d["_modules"], d["_non_persistent_buffers_set"]):
                kind.pop(name, None) if isinstance(kind, dict) else kind.discard(name)
            self.register_parameter(name, value)
        elif params is not None and name in params:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{legacy_type(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)"
                )
            self.register_parameter(name, value)
        elif isinstance(value, Module):
            if d.get("_modules") is None:
                raise AttributeError("cannot assign module before Module.__init__() call")
            for kind in (d, params, d["_buffers"]):
                kind.pop(name, None)
            d["_modules"][name] = value
            name_below(value, name)
        elif d.get("_modules") is not None and name in d["_modules"]:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{legacy_type(value)}' as child module '{name}' (torch.nn.Module or None expected)"
                )
            d["_modules"][name] = value
        elif d.get("_buffers") is not None and name in d["_buffers"]:
            if value is not None and not isinstance(value, Tensor):
                raise TypeError(
                    f"cannot assign '{legacy_type(value)}' as buffer '{name}' (torch.Tensor or None expected)"
                )
            d["_buffers"][name] = value
        else:
            super().__setattr__(name, value)

    def __delattr__(self, name):
        for kind in ("_parameters", "_buffers", "_modules"):
            if name in self.__dict__.get(kind, ()):
                del self.__dict__[kind][name]
                return
        super().__delattr__(name)

    def __dir__(self):
        own = [*self._parameters, *self._modules, *self._buffers]
        return sorted({k for k in [*dir(type(self)), *self.__dict__, *own] if not k[:1].isdigit()})

    def register_parameter(self, name, param):
        if "_parameters" not in self.__dict__:
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        check_name("parameter", name)
        if name in self.__dict__ and name not in self._parameters:
            raise KeyError(f"attribute '{name}' already exists")
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{legacy_type(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)"
            )
        if param is not None and param.grad_fn is not None:
            raise ValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. To express '{name}' as "
                "a function of another Tensor, compute the value in the forward() method."
            )
        self._parameters[name] = param
        if param is not None and param._name is None:
            param._name = name

    def register_buffer(self, name, tensor, persistent=True):
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        check_name("buffer", name)
        if hasattr(self, name) and name not in self._buffers:
            raise KeyError(f"attribute '{name}' already exists")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{legacy_type(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        (self._non_persistent_buffers_set.discard if persistent else self._non_persistent_buffers_set.add)(name)

    def add_module(self, name, module):
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{legacy_type(module)} is not a Module subclass")
        if hasattr(self, name) and name not in self._modules:
            raise KeyError(f"attribute '{name}' already exists")
        check_name("module", name)
        self._modules[name] = module
        if module is not None:
            name_below(module, name)

    register_module = add_module

    def get_submodule(self, target):
        module = self
        for part in target.split(".") if target else ():
            if not hasattr(module, part):
                raise AttributeError(f"{type(module).__name__} has no attribute `{part}`")
            module = getattr(module, part)
            if not isinstance(module, Module):
                raise AttributeError(f"`{part}` is not an nn.Module")
        return module

    def get_parameter(self, target):
        return self._get(target, Parameter, "an nn.Parameter")

    def get_buffer(self, target):
        return self._get(target, Tensor, "a buffer")

    def _get(self, target, kind, words):
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
        found = getattr(module, name)
        if not isinstance(found, kind):
            raise AttributeError(f"`{name}` is not {words}")
        return found

    def set_submodule(self, target, module, strict=False):
        """Replaces the module at the dotted path `target`."""
        path, _, name = target.rpartition(".")
        setattr(self.get_submodule(path), name, module)

    # --- walking --------------------------------------------------------------------------------------------------------------

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                yield from module.named_modules(memo, f"{prefix}.{name}" if prefix else name, remove_duplicate)

    def modules(self):
        for _, m in self.named_modules():
            yield m

    def named_children(self):
        seen = set()
        for name, m in self._modules.items():
            if m is not None and m not in seen:
                seen.add(m)
                yield name, m

    def children(self):
        for _, m in self.named_children():
            yield m

    def _named(self, kind, prefix, recurse, remove_duplicate=True):
        seen = set()
        for path, m in (
            self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, self)]
        ):
            for name, t in getattr(m, kind).items():
                if t is None or id(t) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(t))
                yield (f"{path}.{name}" if path else name), t

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        yield from self._named("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse=True):
        for _, p in self.named_parameters(recurse=recurse):
            yield p

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        yield from self._named("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse=True):
        for _, b in self.named_buffers(recurse=recurse):
            yield b

    # --- changing everything --------------------------------------------------------------------------------------------------

    def apply(self, fn):
        for m in self.children():
            m.apply(fn)
        fn(self)
        return self

    def train(self, mode=True):
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for m in self.children():
            m.train(mode)
        return self

    def eval(self):
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        for p in self.parameters():
            p.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        gone = []
        for p in self.parameters():
            if p._grad is not None:
                if set_to_none:
                    p._grad = None
                    gone.append(p)
                else:
                    p._grad.detach_() if p._grad.grad_fn is not None else p._grad.requires_grad_(False)
                    p._grad.zero_()
        if S.rec is not None and gone:
            S.rec.grad_resets(gone, "none")

    # --- text -----------------------------------------------------------------------------------------------------------------

    def extra_repr(self):
        return ""

    def _get_name(self):
        return type(self).__name__

    def __repr__(self):
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        children = [f"({name}): {indented(repr(m), 2)}" for name, m in self._modules.items()]
        if not children and len(lines) <= 1:
            return f"{self._get_name()}({extra})"
        return f"{self._get_name()}(\n  " + "\n  ".join(lines + children) + "\n)"

    def __setstate__(self, state):
        self.__dict__.update(state)


Module.__module__ = "torch.nn.modules.module"
