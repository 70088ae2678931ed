"""The private name under which our own code lives in a process that runs the user's, and `import torch` there.

Note [Private name]: a script beside its own `core.py` or `app/` imports its own. So in a process that runs user code
our packages are submodules of a package made here, `_retrograd`, whose path is the folder that holds `core` and `app`:
`_retrograd.core`, `_retrograd.app.worker`; inside them imports are relative. Our folder is not on `sys.path`.

This file needs nothing but the standard library and no package around it: the shim of Note [Subprocesses] loads it by
its path.

Note [Subprocesses]: a program that starts `multiprocessing` workers or `python other.py` expects `import torch` to work
there too. `shim/` is a folder with nothing but a package `torch` that comes here; it stands on PYTHONPATH and second on
sys.path, as if the program had been started with that PYTHONPATH.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import os
import sys
from types import ModuleType

NAME = "_retrograd"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHIM = os.path.join(ROOT, "app", "worker", "shim")


def private(name: str) -> ModuleType:
    """The module `name` ("core.facade", "app.worker.runner") of ours, under the private name."""
    if NAME not in sys.modules:
        _package(NAME, ROOT)
        _package(f"{NAME}.app", os.path.join(ROOT, "app"))  # not app/__init__.py: that one opens the window
        sys.modules[NAME].app = sys.modules[f"{NAME}.app"]
    return importlib.import_module(f"{NAME}.{name}")


def _package(name: str, folder: str) -> None:
    module = ModuleType(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
    module.__spec__.submodule_search_locations = module.__path__ = [folder]
    module.__package__ = name
    sys.modules[name] = module


EXTENSIONS = ("torchvision", "torchaudio", "torchtext")  # their compiled parts need PyTorch's own
ABSENT = "(Retrograd's core does not have {}; `retrograd api` lists what it has.)"
NEEDS_PYTORCH = (
    "(Retrograd runs the program on its own torch, and {} works only with PyTorch's. Make the data or the model in the program itself.)"
)


def _absent(name: str, why: str) -> ModuleNotFoundError:
    """Python's own error, with a line of ours that shows in a traceback only."""
    error = ModuleNotFoundError(f"No module named '{name}'", name=name)
    error.add_note(why.format(name))
    return error


def _refuse_installed(name: str) -> None:
    """Raise for an extension of PyTorch, unless it is a folder of the program's own."""
    spec = importlib.machinery.PathFinder.find_spec(name)
    origin = (spec.origin or "") if spec is not None else "site-packages"
    if "site-packages" in origin or "dist-packages" in origin:
        raise _absent(name, NEEDS_PYTORCH)


def _only_asked() -> bool:
    """Does the program ask with importlib.util.find_spec whether a module is there, instead of importing it?"""
    return sys._getframe(3).f_globals.get("__name__") == "importlib.util"


class TorchFinder:
    """Finds `torch` and everything below it in `core.facade`, under both names the same module object."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname in EXTENSIONS:
            return None if _only_asked() else _refuse_installed(fullname)
        if fullname == "functorch":
            fullname = "torch._functorch"
        if fullname != "torch" and not fullname.startswith("torch."):
            return None
        name = f"{NAME}.core.facade{fullname[len('torch'):]}"
        try:
            module = private(name[len(NAME) + 1:])
        except ModuleNotFoundError as error:
            if error.name and (name == error.name or name.startswith(error.name + ".")):
                raise _absent(fullname, ABSENT) from None
            raise
        return importlib.machinery.ModuleSpec(fullname, self, loader_state=(module, module.__spec__), is_package=True)

    def create_module(self, spec):
        return spec.loader_state[0]

    def exec_module(self, module):
        """The module ran when it was found. Python has written torch's spec over its own: that goes back, since Python warns where
        it is not that of `__package__`. Its `__name__` is torch's: Note [Names of modules] in core/facade/__init__.py."""
        name = module.__spec__.name
        if name.startswith("torch."):
            module.__name__ = name
        module.__spec__ = module.__spec__.loader_state[1]
        _keep_shadowed(name, module)

    def find_distributions(self, context):
        """importlib.metadata's question: the core answers for torch."""
        return private("app.worker.distribution").found(context.name, private("core.facade").__version__)


def _keep_shadowed(name: str, package: ModuleType) -> None:
    """Where a name of the package is its submodule's and a function's, too (torch.autograd.gradcheck), it stays the function's: Python binds
    it to the module when that is first imported under its name of torch's, so that is told to have happened."""
    own = f"{NAME}.core.facade{name[len('torch'):]}."
    for key, child in list(sys.modules.items()):
        last = key[len(own):]
        if key.startswith(own) and "." not in last and vars(package).get(last, child) is not child:
            child.__name__ = f"{name}.{last}"
            sys.modules.setdefault(child.__name__, child)


def install_torch() -> None:
    """Make `import torch` (and `import torch.nn.functional as F`, …) find the core, here and in subprocesses."""
    if not any(isinstance(finder, TorchFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, TorchFinder())


def offer_to_subprocesses() -> None:
    """Put the shim where the program's own subprocesses find it; the program's folder comes before it on sys.path."""
    if SHIM not in sys.path:
        sys.path.insert(0, SHIM)
    given = os.environ.get("PYTHONPATH")
    if SHIM not in (given or "").split(os.pathsep):
        os.environ["PYTHONPATH"] = SHIM + (os.pathsep + given if given else "")
