"""torch.nn.utils.parametrizations."""

from ....nn.orthogonal import orthogonal
from ....nn.reparam import parametrized_spectral_norm as spectral_norm
from ....nn.reparam import parametrized_weight_norm as weight_norm

__all__ = ["orthogonal", "spectral_norm", "weight_norm"]
