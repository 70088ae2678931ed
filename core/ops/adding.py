"""Adding and reading at places that index arrays name, along one axis: NumPy's fast way with them, several times as fast as along more."""

import numpy as np

MANY = 2048  # numbers from which it is worth it to count the elements through first


def add_at(out, where, values):
    """out[where] += values, element after element, where the same place may be named several times. `out` is changed."""
    values = np.asanyarray(values)
    if values.size < MANY or 4 * values.size < out.size or out.__class__ is not np.ndarray or not out.flags.c_contiguous:
        np.add.at(out, where, values)
    else:
        places = np.arange(out.size).reshape(out.shape)[where]
        np.add.at(out.reshape(-1), places.reshape(-1), np.broadcast_to(values, places.shape).reshape(-1))


def picked_along_last(x, index):
    """The elements of each row of the matrix x (m, n) that the rows of `index` (m, k), 0 and above, name."""
    return x.reshape(-1).take(index + np.arange(0, x.size, x.shape[1])[:, None])
