"""NumPy's BLAS computes with one thread in all tests, as in a process that runs a program: more would add in another order."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is loaded
