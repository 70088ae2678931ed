"""torch.library: operators of a program's own, with kernels, a kernel for the meta device, and a formula of their gradient.

A call is checked against the schema; its node is that of an autograd Function made for the operator, and refuses backward where no formula was
registered.
"""

import functools

from . import operators
from . import state as S
from .function import Function
from .inplace import bump
from .operator_schemas import infer_schema, parsed, schema_of
from .tensor import Tensor

ALIASED = (
    "{} (with implementation in {}): The output of this custom operator (1) must not also be an input to this custom operator and (2) may not "
    "alias any inputs to this custom operator or other returns. The most common way to trigger this error is if we have y = custom_op(x) and "
    "y and x are the same Tensor. Please instead return a clone of the offending output tensor(s) (e.g. return x.clone()) or refactor the "
    "custom operator to not return y."
)
CHECKS = ("test_schema", "test_autograd_registration", "test_faketensor", "test_aot_dispatch_dynamic")
_defined = {}


class OpCheckError(Exception):
    """What `opcheck` found wrong."""


class Definition:
    """An operator: schema, kernels by device, formula of the gradient."""

    def __init__(self, name, schema, kernel=None):
        self.name, self.schema, self.kernels, self.formula, self.context = name, schema, {None: kernel} if kernel else {}, None, None
        self.packet = operators.put(name, self.call, schema)
        self.mutated = [i for i, a in enumerate(schema.arguments) if a.mutated]
        self.function = _function(self)
        _defined[name] = self

    def call(self, *args, **kw):
        values = self.schema.bound(args, kw)
        tracked = S.grad_enabled and any(isinstance(v, Tensor) and v.requires_grad for v in values)
        if not tracked or (self.mutated and self.formula is None):
            return self.run(values)
        out = self.function.apply(*values)
        return list(out) if self.schema.returns == ["Tensor[]"] else out

    def run(self, values):
        """What the kernel for the arguments' device makes of them, out of the graph."""
        devices = {v.device.type for v in values if isinstance(v, Tensor)}
        device = "meta" if "meta" in devices else next(iter(devices), "cpu")
        kernel = self.kernels.get(device) or self.kernels.get(None) if device != "meta" else self.kernels.get("meta")
        if kernel is None:
            raise NotImplementedError(
                f"Could not run '{self.name}' with arguments from the '{device.upper() if device == 'cpu' else 'Meta'}' backend."
            )
        keyword = {a.name: v for a, v in zip(self.schema.arguments, values) if a.kwarg_only}
        was, S.grad_enabled = S.grad_enabled, False
        try:
            out = kernel(*values[: len(values) - len(keyword)], **keyword)
        finally:
            S.grad_enabled = was
        for i in self.mutated:
            if isinstance(values[i], Tensor):
                bump(values[i])
        self._check_apart(values, out)
        return out

    def _check_apart(self, values, out):
        given = [v for v in values if isinstance(v, Tensor)]
        for each in out if isinstance(out, tuple | list) else (out,):
            if isinstance(each, Tensor) and any(each is v or _shared(each, v) for v in given):
                raise RuntimeError(ALIASED.format(self.name.partition("::")[2], self.kernels.get(None) or self.kernels.get("cpu")))


def _shared(a, b):
    return a._data.__class__ is b._data.__class__ and a.data_ptr() == b.data_ptr() != 0 and a.numel() > 0


def _function(definition):
    """The Function whose calls are the operator's calls in the graph."""

    def forward(ctx, *values):
        out = definition.run(values)
        if definition.context is not None:
            keyword = {a.name: v for a, v in zip(definition.schema.arguments, values) if a.kwarg_only}
            given = {"keyword_only_inputs": keyword} if keyword else {}
            definition.context(ctx=ctx, inputs=tuple(values[: len(values) - len(keyword)]), output=out, **given)
        return tuple(out) if isinstance(out, list) else out

    def backward(ctx, *grads):
        if definition.formula is None:
            raise RuntimeError(
                f"Trying to backward through {definition.packet.default} but no autograd formula was registered. Please use "
                "register_autograd to add one."
            )
        return definition.formula(ctx, list(grads)) if definition.schema.returns == ["Tensor[]"] else definition.formula(ctx, *grads)

    name = f"GeneratedBackwardFor_{definition.name.replace('::', '_')}_default"
    return type(name, (Function,), {"forward": staticmethod(forward), "backward": staticmethod(backward)})


class CustomOpDef:
    """What `@custom_op` leaves in place of the function: called like it, and told of kernels and gradients."""

    def __init__(self, definition, f):
        self._definition, self._init_fn = definition, f
        self._namespace, _, self._name = definition.name.partition("::")
        self._qualname, self._opoverload = definition.name, definition.packet.default
        functools.update_wrapper(self, f)

    def __call__(self, *args, **kw):
        return self._definition.call(*args, **kw)

    def __repr__(self):
        return f"<CustomOpDef({self._qualname})>"

    def register_kernel(self, device_types, fn=None, /):
        def register(f):
            for device in (device_types,) if isinstance(device_types, str) or device_types is None else device_types:
                self._definition.kernels[device] = f
            return f

        return register if fn is None else register(fn)

    def register_fake(self, fn, /):
        self._definition.kernels["meta"] = fn
        return fn

    def register_autograd(self, backward, /, *, setup_context=None):
        self._definition.formula, self._definition.context = backward, setup_context

    def register_vmap(self, func=None):
        return func if func is not None else lambda f: f


CustomOpDef.__module__ = "torch._library.custom_ops"


def custom_op(name, fn=None, /, *, mutates_args, device_types=None, schema=None, tags=None):
    """Decorator: makes a function the operator `namespace::name`, for the given devices or for all."""

    def define(f):
        if "::" not in name:
            raise ValueError(f"expected `name` to be of the form 'namespace::name', got: {name}")
        said = parsed(name + schema) if schema is not None else schema_of(name, f, mutates_args)
        made = CustomOpDef(Definition(name, said), f)
        made.register_kernel(device_types, f)
        return made

    return define if fn is None else define(fn)


def _found(op):
    if isinstance(op, CustomOpDef):
        return op._definition
    name = op if isinstance(op, str) else getattr(op, "_qualified_op_name", None) or op._name
    if name not in _defined:
        raise RuntimeError(f"operator {name} does not exist")
    return _defined[name]


def define(qualname, schema, *, lib=None, tags=()):
    """Declares an operator by its schema; `impl` gives it kernels."""
    Definition(qualname, parsed(qualname + schema))


def impl(qualname, types, func=None, *, lib=None):
    def register(f):
        for device in (types,) if isinstance(types, str) else types:
            _found(qualname).kernels[_device(device)] = f
        return f

    return register if func is None else register(func)


def _device(key):
    """The device that a dispatch key or the name of a device means; None for kernels that serve all."""
    key = key.lower()
    return None if key in ("default", "compositeexplicitautograd", "compositeimplicitautograd", "") else key


def register_kernel(op, device_types, func=None, /, *, lib=None):
    return CustomOpDef(_found(op), lambda: None).register_kernel(device_types, func)


def register_fake(op, func=None, /, *, lib=None, _stacklevel=1, allow_override=False):
    def register(f):
        if operators.unloaded and isinstance(op, str) and op not in _defined:
            return f  # a library like torchvision says more of its operators before it asks whether they could be loaded
        _found(op).kernels["meta"] = f
        return f

    return register if func is None else register(func)


def register_autograd(op, backward, /, *, setup_context=None, lib=None):
    definition = _found(op)
    definition.formula, definition.context = backward, setup_context


def opcheck(op, args, kwargs=None, *, test_utils=CHECKS, raise_exception=True, **settings):
    """Runs the operator once and says whether its schema and its kernel for the meta device hold; {check: "SUCCESS"}."""
    definition = _found(op)
    said = dict.fromkeys((test_utils,) if isinstance(test_utils, str) else test_utils, "SUCCESS")
    wrong = _mutated(definition, args, kwargs or {})
    if wrong is not None:
        said["test_schema"] = f"Argument {wrong} is not defined as mutable but was mutated"
    elif "meta" not in definition.kernels and definition.schema.returns:
        said["test_faketensor"] = (
            f"There was no fake impl registered for {CustomOpDef(definition, lambda: None)}. This is necessary for torch.compile/export/fx "
            f"tracing to work. Please use `{definition.name.partition('::')[2]}.register_fake` to add an fake impl."
        )
    failed = next(((name, text) for name, text in said.items() if text != "SUCCESS"), None)
    if failed and raise_exception:
        raise OpCheckError("opcheck(op, ...): {} failed with {} (scroll up for stack trace)".format(*failed))
    return said


def _mutated(definition, args, kw):
    """The name of an argument that the operator wrote to although its schema does not say so; None if there is none."""
    values = definition.schema.bound(args, kw)
    copies = [v.detach().clone() if isinstance(v, Tensor) else v for v in values]
    before = [c.clone() if isinstance(c, Tensor) else c for c in copies]
    definition.run(copies)
    for argument, c, b in zip(definition.schema.arguments, copies, before):
        if isinstance(c, Tensor) and not argument.mutated and c.device.type != "meta" and not c.equal(b):
            return argument.name
    return None


class Library:
    """A namespace that a program defines operators in, or adds kernels to."""

    def __init__(self, ns, kind, dispatch_key=""):
        if kind not in ("IMPL", "DEF", "FRAGMENT"):
            raise ValueError("Unsupported kind: ", kind)
        self.ns, self.kind, self.dispatch_key = ns, kind, dispatch_key

    def __repr__(self):
        return f"Library(kind={self.kind}, ns={self.ns}, dispatch_key={self.dispatch_key})>"

    def define(self, schema, alias_analysis="", *, tags=()):
        said = parsed(f"{self.ns}::{schema}")
        Definition(said.name, said)
        return said.name.partition("::")[2]

    def impl(self, op_name, fn, dispatch_key="", *, with_keyset=False):
        name = op_name if isinstance(op_name, str) else op_name._name
        _found(name if "::" in name else f"{self.ns}::{name}").kernels[_device(dispatch_key or self.dispatch_key)] = fn


for _thing in (custom_op, define, impl, register_kernel, register_fake, register_autograd, opcheck, infer_schema, Library):
    _thing.__module__ = "torch.library"
OpCheckError.__module__ = "torch.testing._internal.optests.generate_tests"
