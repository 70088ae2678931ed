"""torch.optim.optimizer."""

from ...optim.optimizer import Optimizer, required
from ...optim.step_hooks import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

__all__ = ["Optimizer", "register_optimizer_step_post_hook", "register_optimizer_step_pre_hook", "required"]
