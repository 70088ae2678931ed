"""torch.nn.utils.prune: parameters multiplied by masks of zeros and ones, chosen by size or by chance.

A pruned parameter NAME becomes NAME_orig, its mask the buffer NAME_mask, and NAME their product, computed anew before
each call. Pruning again adds a method to a PruningContainer, which prunes what is left.
"""

from numbers import Integral, Real

from ..functions import tensor_methods  # noqa: F401  (it gives tensors their methods)
from ..functions.pieces import cat
from ..functions.random import rand


def _validate_pruning_amount_init(amount):
    """Is `amount` a share or a number at all? Of subclasses that others write as well."""
    if not isinstance(amount, Real):
        raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
    if amount < 0 or (not isinstance(amount, Integral) and float(amount) > 1.0):
        raise ValueError(f"amount={amount} should either be a float in the range [0, 1] or a non-negative integer")


def _validate_pruning_amount(amount, tensor_size):
    if isinstance(amount, Integral) and amount > tensor_size:
        raise ValueError(f"amount={amount} should be smaller than the number of parameters to prune={tensor_size}")


def _validate_structured_pruning(t):
    if t.dim() <= 1:
        raise ValueError(
            f"Structured pruning can only be applied to multidimensional tensors. Found tensor of shape {t.shape} with {t.dim()} dims"
        )


def _validate_pruning_dim(t, dim):
    if dim >= t.dim():
        raise IndexError(f"Invalid index {dim} for tensor of size {t.shape}")


def _compute_nparams_toprune(amount, tensor_size):
    """How many of `tensor_size` units are meant by a number or a share."""
    return amount if isinstance(amount, Integral) else round(amount * tensor_size)


def _compute_norm(t, n, dim):
    """The n-norm of each slice of dimension `dim`."""
    return t.norm(n, dim=[d for d in range(t.dim()) if d != dim % t.dim()])


def _count(amount, size):
    n = _compute_nparams_toprune(amount, size)
    _validate_pruning_amount(n, size)
    return n


class BasePruningMethod:
    """A way of choosing a mask, and the hook that applies it. Subclasses define compute_mask(t, default_mask)."""

    PRUNING_TYPE = "unstructured"
    _tensor_name = None

    def __call__(self, module, inputs):
        module.__dict__[self._tensor_name] = self.apply_mask(module)

    def compute_mask(self, t, default_mask):
        raise NotImplementedError

    def apply_mask(self, module):
        """The parameter as it is used: original times mask."""
        if self._tensor_name is None:
            raise AssertionError(f"Module {module} has to be pruned")
        original = getattr(module, self._tensor_name + "_orig")
        return getattr(module, self._tensor_name + "_mask").to(dtype=original.dtype) * original

    @classmethod
    def apply(cls, module, name, *args, importance_scores=None, **kw):
        """Prunes module.NAME with cls(*args, **kw), on top of what was pruned before."""
        method = cls._joined(module, name, cls(*args, **kw))
        original = getattr(module, name)
        if importance_scores is None:
            importance_scores = original
        elif importance_scores.shape != original.shape:
            raise AssertionError(
                f"importance_scores should have the same shape as parameter {name} of {module}, "
                f"got {importance_scores.shape} vs {original.shape}"
            )
        first = not isinstance(method, PruningContainer)
        if first:
            mask = method.compute_mask(importance_scores.detach(), original.detach().new_ones(original.shape))
            module.register_parameter(name + "_orig", original)
            del module._parameters[name]
        else:
            mask = method.compute_mask(importance_scores.detach(), getattr(module, name + "_mask").detach().clone())
        module.register_buffer(name + "_mask", mask)
        module.__dict__[name] = method.apply_mask(module)
        module.register_forward_pre_hook(method)
        return method

    @staticmethod
    def _joined(module, name, method):
        """`method`, or the container of it and of those that the parameter has; their hook is taken off."""
        method._tensor_name = name
        for key, hook in list(module._forward_pre_hooks.items()):
            if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
                del module._forward_pre_hooks[key]
                container = hook if isinstance(hook, PruningContainer) else PruningContainer(hook)
                container.add_pruning_method(method)
                return container
        return method

    def prune(self, t, default_mask=None, importance_scores=None):
        """t times the mask that this method computes for it."""
        scores = t if importance_scores is None else importance_scores
        if scores.shape != t.shape:
            raise AssertionError(
                f"importance_scores should have the same shape as tensor t, got {scores.shape} vs {t.shape}"
            )
        return t * self.compute_mask(scores, default_mask if default_mask is not None else t.detach().new_ones(t.shape))

    def remove(self, module):
        """Makes the pruning permanent: NAME is a parameter again, with zeros in it."""
        name = self._tensor_name
        if name is None:
            raise AssertionError(f"Module {module} has to be pruned before pruning can be removed")
        weight = self.apply_mask(module)
        module.__dict__.pop(name, None)
        original = module._parameters.pop(name + "_orig")
        original.data = weight.data
        del module._buffers[name + "_mask"]
        setattr(module, name, original)


class PruningContainer(BasePruningMethod):
    """Several methods, each of which prunes what those before it left."""

    PRUNING_TYPE = "container"

    def __init__(self, *args):
        self._pruning_methods = ()
        if len(args) == 1:
            self._tensor_name = args[0]._tensor_name
        for method in args:
            self.add_pruning_method(method)

    def add_pruning_method(self, method):
        if not isinstance(method, BasePruningMethod) and method is not None:
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if method is not None and self._tensor_name != method._tensor_name:
            raise ValueError(
                f"Can only add pruning methods acting on the parameter named '{self._tensor_name}' to PruningContainer "
                f"{self}. Found '{method._tensor_name}'"
            )
        self._pruning_methods += (method,)

    def __len__(self):
        return len(self._pruning_methods)

    def __iter__(self):
        return iter(self._pruning_methods)

    def __getitem__(self, idx):
        return self._pruning_methods[idx]

    def compute_mask(self, t, default_mask):
        method = self._pruning_methods[-1]
        mask = default_mask.to(dtype=t.dtype)
        if method.PRUNING_TYPE == "unstructured":
            left = default_mask == 1
        elif method.PRUNING_TYPE == "structured":
            dim = method.dim % t.dim()
            kept = default_mask.sum(dim=[d for d in range(t.dim()) if d != dim]) != 0
            left = (slice(None),) * dim + (kept,)
        elif method.PRUNING_TYPE == "global":
            left = (slice(None),) * t.dim()
        else:
            raise ValueError(f"Unrecognized PRUNING_TYPE {method.PRUNING_TYPE}")
        mask[left] = method.compute_mask(t[left], default_mask=mask[left]).to(dtype=t.dtype)
        return mask


class Identity(BasePruningMethod):
    """Prunes nothing."""

    def compute_mask(self, t, default_mask):
        return default_mask


class RandomUnstructured(BasePruningMethod):
    """Prunes units chosen by chance."""

    def __init__(self, amount):
        _validate_pruning_amount_init(amount)
        self.amount = amount

    def compute_mask(self, t, default_mask):
        n = _count(self.amount, t.nelement())
        mask = default_mask.clone()
        if n:
            mask.view(-1)[rand(*t.shape).to(t.dtype).view(-1).topk(n)[1]] = 0
        return mask


class L1Unstructured(BasePruningMethod):
    """Prunes the units of smallest size."""

    def __init__(self, amount):
        _validate_pruning_amount_init(amount)
        self.amount = amount

    def compute_mask(self, t, default_mask):
        n = _count(self.amount, t.nelement())
        mask = default_mask.clone()
        if n:
            mask.view(-1)[t.abs().view(-1).topk(n, largest=False)[1]] = 0
        return mask


class _Structured(BasePruningMethod):
    """Prunes whole slices of one dimension."""

    PRUNING_TYPE = "structured"

    def _slices(self, t):
        """How many slices there are, and how many of them go."""
        _validate_structured_pruning(t)
        _validate_pruning_dim(t, self.dim)
        size = t.shape[self.dim]
        return size, _count(self.amount, size)

    def _keep(self, t, default_mask, kept):
        mask = t.new_zeros(t.shape)
        mask[(slice(None),) * (self.dim % t.dim()) + (kept,)] = 1
        return mask * default_mask.to(dtype=mask.dtype)


class RandomStructured(_Structured):
    """Prunes slices chosen by chance."""

    def __init__(self, amount, dim=-1):
        _validate_pruning_amount_init(amount)
        self.amount, self.dim = amount, dim

    def compute_mask(self, t, default_mask):
        size, n = self._slices(t)
        if not n:
            return default_mask
        chance = rand(size)
        return self._keep(t, default_mask, chance > chance.kthvalue(n)[0])


class LnStructured(_Structured):
    """Prunes the slices of smallest norm."""

    def __init__(self, amount, n, dim=-1):
        _validate_pruning_amount_init(amount)
        self.amount, self.n, self.dim = amount, n, dim

    def compute_mask(self, t, default_mask):
        size, n = self._slices(t)
        if not n:
            return default_mask
        return self._keep(t, default_mask, _compute_norm(t, self.n, self.dim).topk(size - n, largest=True)[1])


class CustomFromMask(BasePruningMethod):
    """Prunes by a mask that the program gives."""

    PRUNING_TYPE = "global"

    def __init__(self, mask):
        self.mask = mask

    def compute_mask(self, t, default_mask):
        if default_mask.shape != self.mask.shape:
            raise AssertionError("default_mask and self.mask must have the same shape")
        return default_mask * self.mask.to(dtype=default_mask.dtype)


def identity(module, name):
    Identity.apply(module, name)
    return module


def random_unstructured(module, name, amount):
    """Prunes `amount` (a number or a share) of module.NAME, chosen by chance."""
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module, name, amount, importance_scores=None):
    """Prunes the `amount` units of module.NAME whose size (or score) is smallest."""
    L1Unstructured.apply(module, name, amount=amount, importance_scores=importance_scores)
    return module


def random_structured(module, name, amount, dim):
    """Prunes `amount` slices of dimension `dim`, chosen by chance."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(module, name, amount, n, dim, importance_scores=None):
    """Prunes the `amount` slices of dimension `dim` whose n-norm is smallest."""
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module, name, mask):
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(parameters, pruning_method, importance_scores=None, **kw):
    """Prunes the units that are the least over all (module, name) of `parameters`."""
    parameters = list(parameters)
    scores = importance_scores or {}
    flat = cat([scores.get((m, n), getattr(m, n)).detach().reshape(-1) for m, n in parameters])
    masks = cat(
        [
            getattr(m, n + "_mask", getattr(m, n).detach().new_ones(getattr(m, n).shape)).reshape(-1)
            for m, n in parameters
        ]
    )
    container = PruningContainer()
    container._tensor_name = method_name = "temp"
    method = pruning_method(**kw)
    method._tensor_name = method_name
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError(
            f'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method {pruning_method} of type '
            f"{method.PRUNING_TYPE}"
        )
    container.add_pruning_method(method)
    final, start = container.compute_mask(flat, masks), 0
    for module, name in parameters:
        param = getattr(module, name)
        custom_from_mask(module, name, final[start : start + param.numel()].view_as(param))
        start += param.numel()


def remove(module, name):
    """Makes the pruning of module.NAME permanent."""
    for key, hook in list(module._forward_pre_hooks.items()):
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            hook.remove(module)
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed")


def is_pruned(module):
    """Has the module, or one inside it, a pruned parameter?"""
    return any(
        isinstance(h, BasePruningMethod) for _, m in module.named_modules() for h in m._forward_pre_hooks.values()
    )


__all__ = [
    "BasePruningMethod",
    "CustomFromMask",
    "Identity",
    "L1Unstructured",
    "LnStructured",
    "PruningContainer",
    "RandomStructured",
    "RandomUnstructured",
    "custom_from_mask",
    "global_unstructured",
    "identity",
    "is_pruned",
    "l1_unstructured",
    "ln_structured",
    "random_structured",
    "random_unstructured",
    "remove",
]
for _class in (BasePruningMethod, PruningContainer, Identity, RandomUnstructured, L1Unstructured, RandomStructured, LnStructured,
               CustomFromMask):  # fmt: skip
    _class.__module__ = "torch.nn.utils.prune"
