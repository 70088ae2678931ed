"""Hooks of optimizers: those of every optimizer's step, and a step with the hooks before and after it."""

import functools
from collections import OrderedDict
from itertools import chain

from .. import state as S
from ..node import RemovableHandle

_global_pre_hooks = OrderedDict()
_global_post_hooks = OrderedDict()


def register(hooks, hook, prepend=False):
    handle = RemovableHandle(hooks, hook)
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    return handle


def register_optimizer_step_pre_hook(hook):
    """Calls hook(optimizer, args, kwargs) before every optimizer's step; it may return other (args, kwargs)."""
    return register(_global_pre_hooks, hook)


def register_optimizer_step_post_hook(hook):
    """Calls hook(optimizer, args, kwargs) after every optimizer's step."""
    return register(_global_post_hooks, hook)


def hooked(step):
    """`step` with the hooks before and after it; for optimizers of the user's own, recorded from outside."""

    own = step.__module__ == f"{__package__}.optimizer"  # it tells a recorder itself

    @functools.wraps(step)
    def wrapper(*args, **kwargs):
        self = args[0]
        pre, post = self._optimizer_step_pre_hooks, self._optimizer_step_post_hooks
        if not (pre or post or _global_pre_hooks or _global_post_hooks):
            if S.rec is not None and not (own or self._records_itself):
                return self._recorded(step, args, kwargs)
            return step(*args, **kwargs) if kwargs or len(args) > 1 else step(self)
        for hook in list(chain(_global_pre_hooks.values(), pre.values())):
            result = hook(self, args, kwargs)
            if result is not None:
                if not (isinstance(result, tuple) and len(result) == 2):
                    raise RuntimeError(
                        f"{step} must return None or a tuple of (new_args, new_kwargs), but got {result}."
                    )
                args, kwargs = result
        out = self._recorded(step, args, kwargs)
        for hook in list(chain(post.values(), _global_post_hooks.values())):
            hook(self, args, kwargs)
        return out

    wrapper.hooked = True
    return wrapper
