"""The op that packs padded sequences."""

import numpy as np

from ..op import op


@op("_pack_padded_sequence", node="PackPaddedSequenceBackward0", tex=r"\mathrm{{pack}}({input})", prec=8,
    saved=("batch_first", "input_sym_sizes", "result1"))  # fmt: skip
def pack_padded(input, *, batch_sizes):
    """(T, N, *) → (total, *): the first batch_sizes[t] rows of each step."""
    return np.concatenate([input[t, :n] for t, n in enumerate(batch_sizes)])


@op("_pack_padded_sequence_backward", node="PackPaddedSequenceBackwardBackward0")
def unpack_padded(grad_output, *, size, batch_sizes):
    """Rows back where they were, zeros elsewhere."""
    out, at = np.zeros(size, grad_output.dtype), 0
    for t, n in enumerate(batch_sizes):
        out[t, :n] = grad_output[at : at + n]
        at += n
    return out


pack_padded.vjp(
    input=lambda W, grad, input_sym_sizes, batch_sizes: W.unpack_padded(
        grad, size=tuple(input_sym_sizes), batch_sizes=batch_sizes
    )
)
unpack_padded.vjp(grad_output=lambda W, grad, batch_sizes: W.pack_padded(grad, batch_sizes=batch_sizes))
