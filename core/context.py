"""`ctx` of torch.autograd.Function.

It is the node in torch. Here it stands beside the node and answers for it, so that no attribute that the user sets on it can meet one of the
engine's; the classes of both are named NameBackward.
"""

import weakref

ANSWERED = "name next_functions metadata register_hook register_prehook saved_variables _sequence_nr".split()  # by the node
SHOWN = ("_autograd_function_id _compiled_autograd_backward_state _compiled_autograd_key _forward_cls _get_compiled_autograd_symints _get_user_fn "
         "_input_metadata _is_pure_view _materialize_non_diff_grads _raw_saved_tensors _register_hook _register_hook_dict _sequence_nr "
         "_set_sequence_nr apply apply_boxed apply_jvp dirty_tensors mark_dirty mark_non_differentiable mark_shared_storage materialize_grads "
         "maybe_clear_saved_tensors metadata name needs_input_grad next_functions non_differentiable register_hook register_prehook requires_grad "
         "save_for_backward save_for_forward saved_for_forward saved_tensors saved_variables set_materialize_grads to_save").split()  # fmt: skip


class FunctionCtx:
    """What a user may do with `ctx`."""

    to_save = dirty_tensors = non_differentiable = ()
    materialize_grads = True
    _materialize_non_diff_grads = True
    needs_input_grad = ()

    def save_for_backward(self, *tensors):
        self.to_save = tensors

    def save_for_forward(self, *tensors):
        self.saved_for_forward = tensors

    def mark_dirty(self, *args):
        self.dirty_tensors = args

    def mark_non_differentiable(self, *args):
        self.non_differentiable = args

    def set_materialize_grads(self, value):
        self.materialize_grads = value


class Context(FunctionCtx):
    """`ctx` of one call of a Function; what a user keeps on it lives here."""

    def __init__(self, node):
        self._node = weakref.ref(node)  # weak: the node holds it

    def __repr__(self):
        node = self._node()
        return f"<torch.autograd.function.{type(self).__name__} object at {hex(id(self if node is None else node))}>"

    def __dir__(self):
        """What PyTorch's shows, and what the user keeps on it."""
        names = [name for name in dir(FunctionCtx) if name.startswith("__")]
        return sorted({*names, *SHOWN, *vars(self)} - {"_node"})

    @property
    def bare(self):
        """Do outputs that are not differentiable get None for their gradient?"""
        return not self._materialize_non_diff_grads

    @property
    def saved_tensors(self):
        node = self._node()
        return () if node is None else node.saved_tensors

    def __getattr__(self, name):
        node = self.__dict__["_node"]() if name in ANSWERED else None
        if node is None:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        return getattr(node, name)


FunctionCtx.__module__ = "torch.autograd.function"


def with_defaults(forward, args, kw):
    """All arguments in order, as setup_context gets them: those left out, too."""
    import inspect

    bound = inspect.signature(forward).bind(*args, **kw)
    bound.apply_defaults()
    return bound.args, bound.kwargs
