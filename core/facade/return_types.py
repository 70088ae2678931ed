"""torch.return_types: the classes of ops with several outputs, by the ops' names."""

from ..return_types import return_type
from .parts import missing

_FIELDS = {
    "values indices": "max min sort topk median nanmedian mode kthvalue cummax cummin",
    "sign logabsdet": "slogdet linalg_slogdet",
    "eigenvalues eigenvectors": "linalg_eigh linalg_eig",
    "U S Vh": "linalg_svd",
    "U S V": "svd",
    "Q R": "qr linalg_qr",
}
_no = missing("torch.return_types")


def __getattr__(name):
    for fields, names in _FIELDS.items():
        if name in names.split():
            return return_type(name, tuple(fields.split()))
    return _no(name)
