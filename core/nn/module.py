"""Module: parameters, buffers, children, hooks, state, and how they print. Texts are torch's."""

import inspect

from .. import state as S
from ..tensor import Parameter, Tensor
from .buffer import Buffer
from .module_hooks import Hooks, new_hooks, registered
from .module_moves import Moves
from .module_state import State
from .module_text import check_name, indented, legacy_type, name_below


class Module(Hooks, State, Moves):
    """Base class of all neural network modules."""

    training: bool = True
    call_super_init = False
    _version = 1
    _hooked = False  # has it, or has every module, hooks? On the class for global ones

    def __init__(self, *args, **kw):
        if not self.call_super_init and (args or kw):
            who = f"{type(self).__name__}.__init__()"
            if kw:
                raise TypeError(f"{who} got an unexpected keyword argument '{next(iter(kw))}'")
            raise TypeError(f"{who} takes 1 positional argument but {len(args) + 1} were given")
        self.__dict__.update(training=True, _parameters={}, _buffers={}, _non_persistent_buffers_set=set())
        self.__dict__.update(new_hooks())
        self.__dict__["_modules"] = {}
        if self.call_super_init:
            super().__init__(*args, **kw)

    def forward(self, *args, **kw):
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    # --- calling --------------------------------------------------------------------------------------------------------------

    def __call__(self, *args, **kw):
        rec = S.rec
        if rec is not None:  # it knows that what happens meanwhile belongs to this module
            rec.enter_module(self)
        try:
            result = self._call_with_hooks(args, kw) if self._hooked else self.forward(*args, **kw)
        except Exception as error:
            from .refused import not_a_tensor

            wrong = not_a_tensor(self, args, error)
            if wrong is None:
                raise
            raise wrong from None
        finally:
            if rec is not None:
                rec.leave_module()
        if rec is not None and result.__class__ is tuple and S.rec is rec:
            rec.returned(result)
        return result

    def _call_with_hooks(self, args, kw):
        from .module_calls import call

        return call(self, args, kw)

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
            self._forget(name, d, d["_buffers"], d["_modules"])
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
            self._forget(name, d, params, d["_buffers"])
            d["_modules"][name] = value = registered("module", self, name, value)
            name_below(value, name)
        elif d.get("_modules") is not None and name in d["_modules"]:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{legacy_type(value)}' as child module '{name}' (torch.nn.Module or None expected)"
                )
            d["_modules"][name] = registered("module", self, name, value)
        elif isinstance(value, Buffer) or (params is not None and name in d["_buffers"]):
            self._set_buffer(name, value)
        else:
            super().__setattr__(name, value)

    def _forget(self, name, *kinds):
        for kind in kinds:
            kind.pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def _set_buffer(self, name, value):
        if value is not None and not isinstance(value, Tensor):
            raise TypeError(
                f"cannot assign '{legacy_type(value)}' as buffer '{name}' (torch.nn.Buffer, torch.Tensor or None expected)"
            )
        keeps = value.persistent if isinstance(value, Buffer) else name not in self._non_persistent_buffers_set
        register = self.register_buffer
        if (
            getattr(register, "__func__", None) is Module.register_buffer
            or "persistent" in inspect.signature(register).parameters
        ):
            register(name, value, keeps)
        elif keeps:  # a subclass whose register_buffer is older than the argument
            register(name, value)
        else:
            raise RuntimeError(
                "Registering a non-persistent buffer on a Module subclass that implements register_buffer() without the persistent argument "
                "is not allowed."
            )

    def __delattr__(self, name):
        for kind in ("_parameters", "_buffers", "_modules"):
            if name in self.__dict__.get(kind, ()):
                del self.__dict__[kind][name]
                if kind == "_buffers":
                    self._non_persistent_buffers_set.discard(name)
                return
        super().__delattr__(name)

    def __dir__(self):
        own = [*self._parameters, *self._modules, *self._buffers]
        return sorted({k for k in [*dir(type(self)), *self.__dict__, *own] if not k[:1].isdigit()})

    def register_parameter(self, name, param):
        if "_parameters" not in self.__dict__:
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        check_name("parameter", name)
        if name not in self._parameters and hasattr(self, name):
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
        self._parameters[name] = param if param is None else registered("parameter", self, name, param)
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
        self._buffers[name] = registered("buffer", self, name, tensor)
        (self._non_persistent_buffers_set.discard if persistent else self._non_persistent_buffers_set.add)(name)

    def add_module(self, name, module):
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{legacy_type(module)} is not a Module subclass")
        if isinstance(name, str) and hasattr(self, name) and name not in self._modules:
            raise KeyError(f"attribute '{name}' already exists")
        check_name("module", name)
        self._modules[name] = module = registered("module", self, name, module)
        if module is not None:
            name_below(module, name)

    def register_module(self, name, module):
        self.add_module(name, module)

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
        """Replaces the module at the dotted path `target`; where `strict`, there has to be one already."""
        if target == "":
            raise ValueError("Cannot set the submodule without a target name!")
        if not isinstance(module, Module):
            raise ValueError(f"`module` is not an nn.Module, found {type(module)}")
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if strict and not hasattr(parent, name):
            raise AttributeError(f"{parent._get_name()} has no attribute `{name}`")
        if not isinstance(getattr(parent, name, module), Module):
            raise AttributeError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

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
        return self._named_members(lambda m: getattr(m, kind).items(), prefix, recurse, remove_duplicate)

    def _named_members(self, get_members_fn, prefix="", recurse=True, remove_duplicate=True):
        """What `get_members_fn` gives of each module, as (name, member) pairs under whole names. Libraries call it by this name."""
        seen = set()
        for path, m in (
            self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, self)]
        ):
            for name, t in get_members_fn(m):
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

    def _replicate_for_data_parallel(self):
        """The same module without parameters of its own, which a replica gets as plain tensors."""
        replica = self.__new__(type(self))
        replica.__dict__ = {
            **self.__dict__,
            "_parameters": {},
            "_buffers": self._buffers.copy(),
            "_modules": self._modules.copy(),
        }
        replica.__dict__["_is_replica"] = True
        return replica

    def __setstate__(self, state):
        """What an older version of torch did not save is as in a new module."""
        self.__dict__.update({**new_hooks(), "_non_persistent_buffers_set": set(), **state})


Module.__module__ = "torch.nn.modules.module"
