"""torch.autograd.graph."""

from ...graph_hooks import (
    allow_mutation_on_saved_tensors,
    disable_saved_tensors_hooks,
    get_gradient_edge,
    register_multi_grad_hook,
    save_on_cpu,
    saved_tensors_hooks,
)
from ...node import Node

__all__ = ["Node", "allow_mutation_on_saved_tensors", "disable_saved_tensors_hooks", "get_gradient_edge", "register_multi_grad_hook",
           "save_on_cpu", "saved_tensors_hooks"]  # fmt: skip
