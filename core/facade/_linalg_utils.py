"""torch._linalg_utils: functions that torch had once, which say what to write instead."""

from ..functions.removed import eig, lstsq, matrix_rank, solve, symeig  # noqa: F401
