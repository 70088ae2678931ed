"""torch._higher_order_ops: control flow as operators, each name a function here and, in a module of its own, below."""

from .. import control_flow as _control_flow
from .parts import missing, part

_NAMES = "associative_scan cond map scan while_loop".split()
for _name in _NAMES:
    part(__name__, _name, **{_name: getattr(_control_flow, _name)})
cond, while_loop, scan, map, associative_scan = (getattr(_control_flow, _name) for _name in "cond while_loop scan map associative_scan".split())
cond.__module__ = "torch"
__all__ = _NAMES
__getattr__ = missing("torch._higher_order_ops")
