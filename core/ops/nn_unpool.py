"""Max unpooling: values back at the places they were the maximum of."""

import numpy as np

from ..memory_format import like
from ..op import op


def _rows(x, n):
    """(…, spatial) → (rows, places)."""
    return x.reshape(-1, int(np.prod(x.shape[-n:])))


def _max_unpool(n):
    shown = 2 if n == 1 else n  # torch does one dimension by two

    def forward(self, indices, *, output_size):
        out = np.zeros((*self.shape[:-n], *output_size), self.dtype)
        wrong = indices[(indices < 0) | (indices >= np.prod(output_size))]
        if wrong.size:
            sizes = "x".join(map(str, [*output_size, 1] if n == 1 else output_size))
            raise RuntimeError(f"Found an invalid max index: {wrong[0]} (output volumes are of size {sizes})")
        np.put_along_axis(_rows(out, n), _rows(indices, n), _rows(self, n), 1)
        return like(out, self) if n == 2 else out

    def back(grad_output, indices, *, output_size):
        picked = np.take_along_axis(_rows(np.ascontiguousarray(grad_output), n), _rows(indices, n), 1)
        return picked.reshape(indices.shape)

    forward.__name__, back.__name__ = f"max_unpool{n}d", f"max_unpool{n}d_backward"
    made = op(f"max_unpool{shown}d", node=f"MaxUnpool{shown}DBackward0", tex=r"\mathrm{{unpool}}({self})", prec=8,
              saved=("indices",))(forward)  # fmt: skip
    other = op(node=f"MaxUnpool{n}DBackwardBackward0")(back)
    made.vjp(
        self=lambda W, grad, indices, output_size: getattr(W, back.__name__)(grad, indices, output_size=output_size)
    )
    other.vjp(
        grad_output=lambda W, grad, indices, output_size: getattr(W, forward.__name__)(
            grad, indices, output_size=output_size
        )
    )
    return made


UNPOOL = {n: _max_unpool(n) for n in (1, 2, 3)}
