"""The core's few mutable globals: grad mode, recorder, sequence numbers, defaults.

Read as `S.name` at each use (a module attribute is specialised by the interpreter and costs a few nanoseconds), so that
switching recording or grad mode needs no object in between. `reset()` gives tests a clean slate.
"""

import sys
from itertools import count
from types import ModuleType

rec = None  # the recorder whose hooks are called, or None
watch = None  # the recorder that must hear of writes into memory, also while a composite's inside goes unrecorded
grad_enabled = True
inference = False
anomaly = False  # detect_anomaly: check every gradient for NaN and name the forward line
anomaly_check_nan = True
hooks = False  # has any hook or retain_grad ever been registered? The engine's fast loop needs none
saved_hooks = None  # innermost (pack, unpack) of saved_tensors_hooks, or None
saved_floor = None  # what saved_hooks is where there are none: None, or, once inference mode was used, what refuses to save its tensors
saved_hooks_error = None  # why saved_tensors_hooks may not be used now, or None
in_rule = False  # does a gradient rule run on tensors now? Its sums and products with numbers have nodes of their own: see compile_forward.py
meta = False  # has the program named the meta device? See meta.py
dispatch = None  # dispatch_hooks.py, where something handles the operators below autograd
default_device = None  # what torch.set_default_device or `with torch.device(…)` said
told = set()  # the warnings that were given, of those that PyTorch gives once
sparse_checks = None  # what torch.sparse.check_sparse_tensor_invariants said, if it was asked
ends = []  # what is called at the end of a backward that is no run.Run
running = None  # the backward (a run.Run) whose hooks are called
inside = 0  # depth of user code that a backward calls: Functions' backward, hooks
functorch = 0  # depth of the torch.func transforms that run: see transforms.py
entries_left = 0  # of a vmap whose function runs once for each: a graph that one goes back through is kept for them
duals = []  # the duals of the open level of torch.autograd.forward_ad: see dual.py

next_seq = count(1).__next__  # numbers nodes and in-place writes alike: see Note [Versions] in tensor.py
last_write = 0  # the number of the newest in-place write


def reset():
    """Everything as after import: for tests."""
    global default_device, sparse_checks, saved_floor
    default_device = sparse_checks = saved_floor = None
    global rec, watch, grad_enabled, inference, anomaly, anomaly_check_nan, hooks, saved_hooks, functorch, inside
    sys.modules[__name__].__class__ = ModuleType  # threads.py may have changed it
    rec, grad_enabled, inference, anomaly, anomaly_check_nan = None, True, False, False, True
    watch = None
    told.clear()
    hooks, saved_hooks, functorch, inside = dispatch is not None, None, 0, 0
