"""detect_anomaly: remember where each node was made, and say so when its backward yields NaN."""

import sys
import traceback
import warnings

from . import state as S

ENABLED = (
    "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging."
)


class detect_anomaly:
    """Context manager: check every gradient for NaN, and print the forward call that made the guilty node."""

    def __init__(self, check_nan=True):
        self.mode, self.check_nan = True, check_nan
        warnings.warn(ENABLED, UserWarning, stacklevel=2)

    def __enter__(self):
        self._was = S.anomaly, S.anomaly_check_nan, S.next_seq
        S.anomaly, S.anomaly_check_nan = self.mode, self.check_nan

    def __exit__(self, *exc):
        S.anomaly, S.anomaly_check_nan, _ = self._was


class set_detect_anomaly(detect_anomaly):
    """The same as a switch, or as a context manager that restores what was."""

    def __init__(self, mode, check_nan=True):
        self.check_nan, self.mode = check_nan, mode
        self._was = S.anomaly, S.anomaly_check_nan, None
        S.anomaly, S.anomaly_check_nan = mode, check_nan

    def __enter__(self):
        pass


def explain(node):
    """torch's warning with the traceback of the forward call, where it was remembered."""
    stack = node.__dict__.get("_stack")
    if stack:
        text = "".join(traceback.format_list(stack))
        warnings.warn(
            f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n{text}",
            UserWarning,
            stacklevel=8,
        )
    else:
        warnings.warn(f"Error detected in {node.name()}. No forward pass information available. Enable detect anomaly during forward pass for more information.",
                      UserWarning, stacklevel=8)  # fmt: skip


def here():
    """The user's frames at this moment, outermost first."""
    return [f for f in traceback.extract_stack(sys._getframe(2)) if "_retrograd" not in f.filename]
