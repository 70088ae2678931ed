"""Recurrent layers: RNN, LSTM and GRU over time, layers and directions, composed of the ops torch composes them of on the CPU.

A cell is `cell(x, hidden, weights, ready)`: `ready` says that x has been through the input weights already, for all steps at once.
Source: aten/src/ATen/native/RNN.cpp.
"""

import functools
import warnings
from collections import namedtuple

import numpy as np

from .. import state as S
from ..ops import copies as K
from ..ops import elementwise as E
from ..ops import nn_recurrent as N
from ..ops import shape as P
from ..tensor import wrap
from .create import written
from .nn_layers import dropout, linear
from .pieces import cat
from .shape import transpose

Weights = namedtuple("Weights", "w_ih w_hh b_ih b_hh w_hr")


def _in(x, w):
    return linear(x, w.w_ih, w.b_ih)


def _hidden(h, w):
    return linear(h, w.w_hh, w.b_hh)


def rnn_cell(activation):
    def cell(x, h, w, ready=False):
        if ready:
            return activation(E.add(_hidden(h, w), x))
        into = _in(x, w)
        return activation(E.add(_hidden(h, w), into))

    return cell


rnn_tanh_cell, rnn_relu_cell = rnn_cell(E.tanh), rnn_cell(E.relu)


def lstm_cell(x, hidden, w, ready=False):
    h, c = hidden
    gates = E.add(_hidden(h, w), x if ready else _in(x, w))
    i, f, g, o = K.unsafe_split(gates, split_size=gates._data.shape[1] // 4, dim=1) if gates._data.shape[1] else [gates] * 4
    i, f, g, o = E.sigmoid(i), E.sigmoid(f), E.tanh(g), E.sigmoid(o)
    c = E.add(E.mul(f, c), E.mul(i, g))
    h = E.mul(o, E.tanh(c))
    return (linear(h, w.w_hr) if w.w_hr is not None else h), c


def gru_cell(x, h, w, ready=False):
    n = h._data.shape[1]
    parts = lambda t: K.unsafe_split(t, split_size=n, dim=1) if n else [t] * 3
    xr, xz, xn = parts(x if ready else _in(x, w))
    hr, hz, hn = parts(_hidden(h, w))
    reset, update = E.sigmoid(E.add(hr, xr)), E.sigmoid(E.add(hz, xz))
    new = E.tanh(E.add(xn, E.mul(hn, reset)))
    return E.add(E.mul(E.sub(h, new), update), new)


CELLS = {"RNN_TANH": rnn_tanh_cell, "RNN_RELU": rnn_relu_cell, "LSTM": lstm_cell, "GRU": gru_cell}


def _out(hidden):
    return hidden[0] if isinstance(hidden, tuple) else hidden


def _narrow(hidden, start, length):
    if isinstance(hidden, tuple):
        return tuple(h.narrow(0, start, length) for h in hidden)
    return hidden.narrow(0, start, length)


def _join(hiddens):
    if isinstance(hiddens[0], tuple):
        return tuple(cat(list(parts), 0) for parts in zip(*hiddens))
    return cat(list(hiddens), 0)


def _steps(cell, x, hidden, w, reverse):
    """One direction over (T, N, in): outputs (T, N, H) and the last hidden state."""
    rows = K.unbind(_in(x, w), dim=0)
    outputs = []
    for row in reversed(rows) if reverse else rows:
        hidden = cell(row, hidden, w, True)
        outputs.append(_out(hidden))
    return P.stack(outputs[::-1] if reverse else outputs, dim=0), hidden


def _lstm_at_once(cell, x, hidden, w, reverse, **of):
    bias = [wrap(np.zeros(w.w_hh._data.shape[0], x._data.dtype)) if b is None else b for b in (w.b_ih, w.b_hh)]
    out, h, c, _ = N.lstm_layer(x, w.w_ih, w.w_hh, *bias, *hidden, reverse=reverse, **of)
    return out, (h, c)


def _packed(cell, x, sizes, hidden, w):
    """Sequences packed step by step, longest first: the batch shrinks as they end."""
    rows, at, last, outputs, ended = _in(x, w), 0, sizes[0], [], []
    for n in sizes:
        if n < last:
            ended.append(_narrow(hidden, n, last - n))
            hidden = _narrow(hidden, 0, n)
        last = n
        hidden = cell(rows.narrow(0, at, n), hidden, w, True)
        at += n
        outputs.append(_out(hidden))
    return cat(outputs, 0), _join([hidden, *ended[::-1]])


def _packed_reverse(cell, x, sizes, start, w):
    rows, at, last, outputs = _in(x, w), sum(sizes), sizes[-1], []
    hidden = _narrow(start, 0, last)
    for n in reversed(sizes):
        if n > last:
            hidden = _join([hidden, _narrow(start, last, n - last)])
        last = n
        at -= n
        hidden = cell(rows.narrow(0, at, n), hidden, w, True)
        outputs.append(_out(hidden))
    return cat(outputs[::-1], 0), hidden


@functools.cache
def _warn_projections():
    """torch says this once in a process."""
    warnings.warn(
        "LSTM with projections is not supported with oneDNN. Using default implementation. (Triggered internally at "
        "/__w/pytorch/pytorch/aten/src/ATen/native/RNN.cpp:1512.)",
        UserWarning,
        stacklevel=5,
    )


def _hiddens(hx):
    """The initial state of each layer and direction."""
    if isinstance(hx, tuple):
        return list(zip(*(K.unbind(h, dim=0) for h in hx)))
    return list(K.unbind(hx, dim=0))


def run(mode, x, hx, weights, layers, drop, training, bidirectional, batch_first, sizes=None):
    """All layers and directions. x (T, N, in), or packed with `sizes`; `weights` one Weights for each layer and direction.

    Returns the outputs and the final state (a pair for an LSTM), stacked over layers and directions.
    """
    cell = CELLS[mode]
    if batch_first and sizes is None:
        x = transpose(x, 0, 1)
    at_once = (
        mode == "LSTM" and sizes is None and x._data.dtype == np.float32 and weights[0].w_hr is None and x._data.size
    )
    if at_once and isinstance(x._data, np.ndarray) and not x._data.flags.c_contiguous:
        x = P.clone_in_order(x)
    if mode == "LSTM" and weights[0].w_hr is not None and sizes is None:
        _warn_projections()
    starts, finals = _hiddens(hx), []
    if at_once:
        step = functools.partial(_lstm_at_once, num_layers=layers, bidirectional=bidirectional, batch_first=batch_first, train=training)
    else:
        step = _steps
    ways = 2 if bidirectional else 1
    for layer in range(layers):
        outputs = []
        for way in range(ways):
            k = layer * ways + way
            if sizes is not None:
                one = (_packed_reverse if way else _packed)(cell, x, sizes, starts[k], weights[k])
            else:
                one = step(cell, x, starts[k], weights[k], bool(way))
            outputs.append(one[0])
            finals.append(one[1])
        x = outputs[0] if ways == 1 else cat(outputs, -1)
        if drop and training and layer < layers - 1:
            x = dropout(x, drop)
    if mode == "LSTM":
        last = tuple(P.stack([f[i] for f in finals], dim=0) for i in (0, 1))
    else:
        last = P.stack(finals, dim=0)
    if batch_first and sizes is None:
        x = P.transpose(x, dim0=0, dim1=1) if mode == "LSTM" else written(P.transpose_again(x, dim0=0, dim1=1), 1)
    return x, last


def zeros_like_hidden(x, *shape):
    """An initial state that nobody asked for: the recorder is not told of it."""
    rec, S.rec = S.rec, None
    try:
        return wrap(np.zeros(shape, x._data.dtype))
    finally:
        S.rec = rec
