"""detect_anomaly: remember where each node was made, and say so when its backward yields NaN."""

import os
import sys
import traceback
import warnings

from . import state as S

ENABLED = (
    "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging."
)


CPP = " (Triggered internally at /__w/pytorch/pytorch/torch/csrc/autograd/python_anomaly_mode.cpp:{}.)"
OURS = tuple(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), part) for part in ("core", "app"))
_plain_seq = S.next_seq


def _remembering_seq():
    """Stands for S.next_seq in anomaly mode: whoever numbers a new node has its user's frames remembered with it."""
    node = sys._getframe(1).f_locals.get("node")
    if node is not None and hasattr(node, "next_functions"):
        node._stack = [f for f in traceback.extract_stack(sys._getframe(1)) if not f.filename.startswith((*OURS, "<"), 0) or _program(f)]
    return _plain_seq()


def _program(frame):
    return frame.filename in ("<stdin>", "<string>", "<program>") or frame.filename.startswith("<ipython")


def _switch(on, check_nan):
    S.anomaly, S.anomaly_check_nan = on, check_nan
    S.next_seq = _remembering_seq if on else _plain_seq


class detect_anomaly:
    """Context manager: check every gradient for NaN, and print the forward call that made the guilty node."""

    def __init__(self, check_nan=True):
        self.mode, self.check_nan = True, check_nan
        warnings.warn(ENABLED, UserWarning, stacklevel=2)

    def __enter__(self):
        self._was = S.anomaly, S.anomaly_check_nan
        _switch(self.mode, self.check_nan)

    def __exit__(self, *exc):
        _switch(*self._was)


class set_detect_anomaly(detect_anomaly):
    """The same as a switch, or as a context manager that restores what was."""

    def __init__(self, mode, check_nan=True):
        self.check_nan, self.mode = check_nan, mode
        self._was = S.anomaly, S.anomaly_check_nan
        _switch(mode, check_nan)

    def __enter__(self):
        pass


def explain(node):
    """torch's warning with the traceback of the forward call, where it was remembered."""
    stack = node.__dict__.get("_stack")
    if stack:
        text = "".join(traceback.format_list(stack))
        said = f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n{text}{CPP.format(122)}"
    else:
        said = (
            f"Error detected in {node.name()}. No forward pass information available. Enable detect anomaly during forward pass for more "
            f"information.{CPP.format(98)}"
        )
    warnings.warn(said, UserWarning, stacklevel=8)

detect_anomaly.__module__ = set_detect_anomaly.__module__ = "torch.autograd.anomaly_mode"
