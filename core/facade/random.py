"""torch.random."""

import contextlib

from ..functions.random import get_rng_state, initial_seed, manual_seed, seed, set_rng_state
from ..rng import default_generator


@contextlib.contextmanager
def fork_rng(devices=None, enabled=True, device_type="cuda"):
    """What is drawn inside leaves the default generator as it was."""
    state = default_generator.state_bytes()
    try:
        yield
    finally:
        if enabled:
            default_generator.set_state_bytes(state)


def thread_safe_generator():
    """None: there are no DataLoader worker threads."""
    return None


__all__ = ["default_generator", "fork_rng", "get_rng_state", "initial_seed", "manual_seed", "seed", "set_rng_state"]
