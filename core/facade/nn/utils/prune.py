"""torch.nn.utils.prune."""

from ....nn.pruning import *  # noqa: F403
from ....nn.pruning import (  # noqa: F401  (what methods that others write call)
    _compute_norm,
    _compute_nparams_toprune,
    _validate_pruning_amount,
    _validate_pruning_amount_init,
    _validate_pruning_dim,
    _validate_structured_pruning,
)
