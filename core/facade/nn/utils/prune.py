"""torch.nn.utils.prune."""

from ....nn.pruning import *  # noqa: F403
