"""torch.hub: Retrograd downloads nothing, and says so."""

import os
import re
from urllib.parse import urlparse  # noqa: F401

HASH_REGEX = re.compile(r"-([a-f0-9]*)\.")  # the part of a file's name that is its checksum


def _refuse(name):
    def download(*args, **kw):
        what = ", ".join(repr(a) for a in args[:2])
        raise RuntimeError(f"torch.hub.{name}({what}): Retrograd does not download models or code; build the model in the program.")

    download.__name__ = download.__qualname__ = name
    return download


load, list, help, load_state_dict_from_url, download_url_to_file = (
    _refuse(name) for name in ("load", "list", "help", "load_state_dict_from_url", "download_url_to_file")
)


class tqdm:
    """The progress of a download, which libraries import from here: it shows nothing."""

    def __init__(self, iterable=None, total=None, disable=False, unit=None, *args, **kw):
        self.iterable, self.total, self.n = iterable, total, 0

    def __iter__(self):
        return iter(self.iterable)

    def update(self, n):
        self.n += n

    def set_description(self, *args, **kw):
        """Nothing is shown."""

    close = set_description

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def _get_torch_home():
    """The folder of all that PyTorch keeps between programs; torchvision asks for it by this name."""
    cache = os.environ.get("XDG_CACHE_HOME", os.path.join("~", ".cache"))
    return os.path.expanduser(os.environ.get("TORCH_HOME", os.path.join(cache, "torch")))


def get_dir():
    """The folder in which PyTorch keeps what it downloads."""
    return os.path.join(_get_torch_home(), "hub")


def set_dir(d):
    os.environ["TORCH_HOME"] = os.path.dirname(os.fspath(d))
