"""Keeps freed memory with the process: what glibc's malloc gives back to the system has to be faulted in again, page by page.

For arrays of a million elements that costs more than the arithmetic; elsewhere there is nothing to set.
"""

import os
import sys

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
VARIABLES = "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"


def keep_freed_memory():
    """Blocks up to 512 MB are cut from the heap, and its end is not given back below 1 GB. What the user has set himself stays."""
    if not sys.platform.startswith("linux") or any(name in os.environ for name in VARIABLES):
        return
    try:
        import ctypes

        mallopt = ctypes.CDLL(None).mallopt
    except (ImportError, OSError, AttributeError):  # another libc
        return
    mallopt(M_MMAP_THRESHOLD, 1 << 29)
    mallopt(M_TRIM_THRESHOLD, 1 << 30)
