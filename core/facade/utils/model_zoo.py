"""torch.utils.model_zoo: the old name of what torch.hub downloads."""

from ..hub import load_state_dict_from_url, tqdm  # noqa: F401  (found here by libraries)

load_url = load_state_dict_from_url

__all__ = ["load_state_dict_from_url", "load_url"]
