"""The op of an LSTM layer, which torch on the CPU computes as one, and the ops of bags of embeddings."""

import numpy as np

from ..op import op
from ..rule_ops import refused
from ..worlds import RAW, TENSOR, both
from .onednn import multiply_add, product, products_by, sigmoid, tanh, without_square

# --- one direction of one LSTM layer --------------------------------------------------------------------------------------------------------


_WEIGHTS = ("weight0", "weight1", "weight2", "weight3")


@op(
    "mkldnn_rnn_layer",
    outputs=("result0", "result1", "result2", "result3"),
    differentiable=(0, 1, 2),
    tex=r"\mathrm{{LSTM}}({input})",
    prec=8,
    saved=("batch_first", "batch_sizes", "bidirectional", "cx_", "has_biases", "hidden_size", "hx_", "input", "mode", "num_layers",
           "result0", "result1", "result2", "result3", "reverse", "train", *_WEIGHTS),
)  # fmt: skip
def lstm_layer(input, weight0, weight1, weight2, weight3, hx_, cx_, *, reverse=False, num_layers=1, bidirectional=False, batch_first=False,
               train=True):  # fmt: skip
    """(T, N, in) → outputs (T, N, H), last h, last c, and the workspace: i f o g c and tanh(c) after each step (T, N, 6H)."""
    steps, batch, _ = input.shape
    h, n = hx_, weight1.shape[1]
    into, turned, bias = (_sigmoids_first(x, n) for x in (weight0, weight1, weight2 + weight3))
    out, work = np.empty((steps, batch, n), input.dtype), np.empty((steps, batch, 6 * n), input.dtype)
    onto = products_by(turned, batch)
    let_in, kept, c, advance = multiply_add((batch, n))  # a cell is f · c, rounded, plus i · g
    c[...] = cx_
    for t, gates in _gates(input, into, reverse):
        z, row = onto(h, gates), work[t]
        z += bias
        sigmoid(z[:, : 3 * n], row[:, : 3 * n])
        np.multiply(row[:, n : 2 * n], c, out=kept)
        let_in[...] = row[:, :n]
        c[...] = tanh(z[:, 3 * n :], row[:, 3 * n : 4 * n])
        advance()
        row[:, 4 * n : 5 * n] = c
        h = np.multiply(row[:, 2 * n : 3 * n], tanh(c, row[:, 5 * n :]), out=out[t])
    return out, h, c.copy(), work


ROWS = 256  # of the input that are multiplied by its weight at once: what comes of them stays in the cache


def _gates(input, into, reverse):
    """Each step and what its input adds to the gates (N, 4H), for some steps at once."""
    steps, batch, _ = input.shape
    some = min(steps, max(1, ROWS // batch))
    by = products_by(into, some * batch)
    starts = range(0, steps, some)
    for start in reversed(starts) if reverse else starts:
        part = input[start : start + some]
        rows = part.reshape(len(part) * batch, -1)
        made = (by(rows) if len(part) == some else product(rows, into)).reshape(len(part), batch, -1)
        for k in reversed(range(len(part))) if reverse else range(len(part)):
            yield start + k, made[k]


def _sigmoids_first(x, n):
    """A weight (4H, k) turned, or a bias (4H,), the gates in the order i f o g."""
    return np.concatenate((x[: 2 * n], x[3 * n :], x[2 * n : 3 * n])).T.copy()


def _columns(W, x, k, n):
    return W.slice_(x, dim=1, start=k * n, end=(k + 1) * n)


def _gates_again(W, x, h, c, weights):
    """(i, f, g, o, c) of one step, in the graph."""
    z = W.mm(x, W.t(weights[0])) + weights[2] + W.mm(h, W.t(weights[1])) + weights[3]
    n = weights[1].shape[1]
    i, f, o = (W.sigmoid(_columns(W, z, k, n)) for k in (0, 1, 3))
    g = W.tanh(_columns(W, z, 2, n))
    return i, f, g, o, f * c + i * g


def _back_in_graph(W, grads, input, weights, h0, c0, order):
    """Gradients of input, the four weights, h0 and c0 by backpropagation through time, written in tensor operations."""
    rows = [W.select(input, dim=0, index=t) for t in order]
    hs, cells, c = [h0], [], c0
    for row in rows:
        step = _gates_again(W, row, hs[-1], c, weights)
        hs.append(step[3] * W.tanh(step[4]))
        cells.append((*step, c))
        c = step[4]
    gh, gc = grads[1], grads[2]
    found = [None] * len(order)
    for k in reversed(range(len(order))):
        i, f, g, o, c, before = cells[k]
        gh = gh + W.select(grads[0], dim=0, index=order[k])
        th = W.tanh(c)
        gc = gc + gh * o * (1 - th * th)
        z = W.cat([gc * g * i * (1 - i), gc * before * f * (1 - f), gc * i * (1 - g * g), gh * th * o * (1 - o)], dim=1)
        found[k] = z
        gh, gc = W.mm(z, weights[1]), gc * f
    together, inputs = W.cat(found, dim=0), W.cat(rows, dim=0)
    bias = W.sum_dim(together, dim=(0,))
    gx = [None] * len(order)
    for k, t in enumerate(order):
        gx[t] = W.mm(found[k], weights[0])
    by = W.t(together)
    return W.stack(gx, dim=0), W.mm(by, inputs), W.mm(by, W.cat(hs[:-1], dim=0)), bias, bias, gh, gc


TOGETHER = 1 << 14  # numbers of a gate for which the slopes of several steps are computed at once: they stay in the cache


def _back_on_arrays(grads, input, weights, h0, c0, out, work, order):
    """The same on arrays: what does not depend on the gradient that comes back is computed for several steps at once. The steps are those
    of `order`, the one in which oneDNN keeps them."""
    steps, batch, n = out.shape
    if order[0]:
        input, out, work = input[::-1], out[::-1], work[::-1]
    h_before = np.concatenate((h0[None], out[:-1]))
    z = np.empty((steps, batch, 4, n), out.dtype)
    onto = products_by(weights[1], batch)
    gh, gc = grads[1], grads[2]
    some = max(1, TOGETHER // (batch * n))
    for end in range(steps, 0, -some):
        start = max(0, end - some)
        cells = work[max(0, start - 1) : end - 1, :, 4 * n : 5 * n]
        before = cells if start else np.concatenate((c0[None], cells))
        slopes, factors, bent, forget, o = _slopes(work[start:end], before, n)
        for t in range(end - 1, start - 1, -1):
            k, row = t - start, z[t]
            gh = grads[0][order[t]] + gh
            gc = gc + bent[k] * gh * o[k]
            np.multiply(slopes[k, :, :3], gc[:, None], out=row[:, :3])
            np.multiply(slopes[k, :, 3], gh, out=row[:, 3])
            row *= factors[k]
            gh, gc = onto(row.reshape(batch, -1)), gc * forget[k]
    return (*_of_weights(z.reshape(steps, batch, -1), input, weights[0], h_before, order), gh, gc)


def _slopes(work, before, n):
    """Of some steps: what the gradients of i f g o are multiplied by first, then, and the slope of tanh(c), f and o."""
    i, f, o, g, _, th = (work[:, :, k * n : (k + 1) * n] for k in range(6))
    slopes, factors = np.empty((2, *before.shape[:2], 4, n), before.dtype)
    gates = work[:, :, : 3 * n]
    bent = without_square(gates, gates)
    slopes[:, :, 0], slopes[:, :, 1], slopes[:, :, 2], slopes[:, :, 3] = bent[:, :, :n], bent[:, :, n : 2 * n], i, bent[:, :, 2 * n :]
    factors[:, :, 0], factors[:, :, 1], factors[:, :, 2], factors[:, :, 3] = g, before, without_square(1, g), th
    return slopes, factors, without_square(1, th), f, o


def _of_weights(z, input, weight, h_before, order):
    """Gradients of the input, both weights and both biases from those of the gates: (T, N, 4H), as they go into sigmoid and tanh."""
    steps, batch, width = z.shape
    wide, rows = z.reshape(steps * batch, width), steps * batch
    gx = product(wide, weight).reshape(input.shape)
    bias = np.add.reduce(z[::-1].reshape(rows, width), axis=0, initial=-0.0)
    n, columns = h_before.shape[2], input.shape[2]
    into = product(wide.T, input.reshape(rows, columns))
    states = h_before.reshape(rows, n)
    if order[0]:
        return gx[::-1], into, product(wide.T, states), bias, bias
    hidden = product(wide[batch:].T, states[batch:]) if steps > 1 else None
    return gx, into, product(wide[:batch].T, states[:batch], hidden), bias, bias


@both
def lstm_back(W, grads, input, weights, h0, c0, out, work, reverse):
    """Gradients of input, the four weights, h0 and c0."""
    order = list(range(input.shape[0]))[:: -1 if reverse else 1]
    if W is RAW:
        return _back_on_arrays(grads, input, weights, h0, c0, out, work, order)
    if W is not TENSOR:
        from ..symbol import Unknown

        raise Unknown("steps")  # written out, a formula would grow with every step
    return _back_in_graph(W, grads, input, weights, h0, c0, order)


_last = [None, ()]  # the gradients that arrived last and what came of them: the rules of one node share one pass


def _share(k):
    def rule(W, grads, input, weight0, weight1, weight2, weight3, hx_, cx_, result0, result3, reverse):
        if _last[0] is not grads:
            weights = (weight0, weight1, weight2, weight3)
            made = W.lstm_back(grads, input, weights, hx_, cx_, result0, result3, reverse)
            _last[:] = grads, list(made)
        mine, _last[1][k] = _last[1][k], None  # handed out once, so that its receiver may keep the memory
        return mine

    return rule


lstm_layer.vjp(**{name: _share(k) for k, name in enumerate(("input", *_WEIGHTS, "hx_", "cx_"))}).keep("result1", "result2")


# --- bags of embeddings ---------------------------------------------------------------------------------------------------------------------

SUM, MEAN, MAX = 0, 1, 2


def _bags(offsets, count):
    """The bag of each index."""
    return np.repeat(np.arange(len(offsets)), np.diff(np.append(offsets, count)))


@op("_embedding_bag", optional=("per_sample_weights",), outputs=("result0", "result1"), node="EmbeddingBagBackward0",
    tex=r"\mathrm{{bag}}({weight})", prec=8,
    saved=("indices", "mode", "offsets", "padding_idx", "per_sample_weights", "result1", "result2", "result3", "scale_grad_by_freq",
           "sparse", "weight", "weight_sym_argsize_0"))  # fmt: skip
def embedding_bag_forward(weight, indices, offsets, per_sample_weights=None, *, mode, padding_idx, scale_grad_by_freq):
    """The sum, mean or maximum of each bag of rows; result1 says what to spread: counts, or the winner's row for each element."""
    bags = _bags(offsets, len(indices))
    keep = indices != padding_idx
    rows, where, n = weight[indices], bags, len(offsets)
    if per_sample_weights is not None:
        rows = rows * per_sample_weights[:, None]
    out = np.zeros((n, weight.shape[1]), weight.dtype)
    counts = np.bincount(bags[keep], minlength=n)
    if mode == MAX:
        best = np.full(out.shape, -1)
        for k in np.flatnonzero(keep):
            b = where[k]
            better = (best[b] < 0) | (rows[k] > out[b])
            out[b] = np.where(better, rows[k], out[b])
            best[b] = np.where(better, indices[k], best[b])
        return out, best
    np.add.at(out, bags[keep], rows[keep])
    if mode == MEAN:
        out = out / np.maximum(counts, 1)[:, None].astype(out.dtype)
    return out, counts


def _bag_weight(
    W, grad, weight_sym_sizes, indices, offsets, per_sample_weights, result1, mode, padding_idx, scale_grad_by_freq
):
    if mode == MAX:
        return W.embedding_bag_max_back(grad, result1, size=tuple(weight_sym_sizes))
    each = W.spread_bags(grad, indices, offsets, mode=mode, padding_idx=padding_idx)
    if per_sample_weights is not None:
        each = each * W.unsqueeze(per_sample_weights, dim=1)
    return W.embedding_backward(each, indices, size=tuple(weight_sym_sizes), padding_idx=padding_idx,
                                scale_grad_by_freq=scale_grad_by_freq)  # fmt: skip


def _bag_scales(W, grad, weight, indices, offsets, mode, padding_idx):
    each = W.spread_bags(grad, indices, offsets, mode=mode, padding_idx=padding_idx)
    return W.sum_dim(each * W.embedding(weight, indices), dim=(1,))


embedding_bag_forward.vjp(weight=_bag_weight, per_sample_weights=_bag_scales)


NO_SECOND = NotImplementedError("the derivative for '_embedding_bag_backward' is not implemented.")


@op("_embedding_bag_spread", node="EmbeddingBagBackwardBackward0")
def spread_bags(grad_output, indices, offsets, *, mode, padding_idx):
    """Each index's share of its bag's gradient."""
    bags = _bags(offsets, len(indices))
    keep = indices != padding_idx
    if mode == MEAN:
        counts = np.maximum(np.bincount(bags[keep], minlength=len(offsets)), 1)
        grad_output = grad_output / counts[:, None].astype(grad_output.dtype)
    return grad_output[bags] * keep[:, None].astype(grad_output.dtype)


spread_bags.vjp(**refused(NO_SECOND, "grad_output"))


@op("_embedding_bag_max_back", node="EmbeddingBagMaxBackward0")
def embedding_bag_max_back(grad_output, rows, *, size):
    """Puts each element's gradient into the row that was the maximum (row -1: an empty bag)."""
    out = np.zeros(size, grad_output.dtype)
    where = rows >= 0
    np.add.at(out, (rows[where], np.nonzero(where)[1]), grad_output[where])
    return out


embedding_bag_max_back.vjp(**refused(NO_SECOND, "grad_output"))
