"""`import torch` in a subprocess of the user's program: the core takes this module's place."""

import importlib.util
import os
import sys


def _bootstrap():
    here = os.path.dirname(os.path.abspath(__file__))
    path = os.path.join(os.path.dirname(os.path.dirname(here)), "bootstrap.py")
    spec = importlib.util.spec_from_file_location("_retrograd_bootstrap", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_found = _bootstrap()
_found.install_torch()
sys.modules[__name__] = _found.private("core.facade")
