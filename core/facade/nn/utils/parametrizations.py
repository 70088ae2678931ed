"""torch.nn.utils.parametrizations."""

from ....nn.reparam import parametrized_spectral_norm as spectral_norm
from ....nn.reparam import parametrized_weight_norm as weight_norm

__all__ = ["spectral_norm", "weight_norm"]
