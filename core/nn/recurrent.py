"""RNN, LSTM and GRU, and their cells."""

import math
import numbers
import warnings

from ..functions import nn_recurrent as R
from ..functions.packing import PackedSequence, permuted
from .linear import _init, parameter
from .module import Module

GATES = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}


def _check(dropout, bias, batch_first, input_size, hidden_size, num_layers, proj_size):
    """torch's complaints about a layer's arguments."""
    if not isinstance(dropout, numbers.Number) or not 0 <= dropout <= 1 or isinstance(dropout, bool):
        raise ValueError(
            "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
        )
    if dropout > 0 and num_layers == 1:
        warnings.warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater than 1, "
            f"but got dropout={dropout} and num_layers={num_layers}",
            stacklevel=4,
        )
    for name, value, kind in (("bias", bias, bool), ("batch_first", batch_first, bool),
                              ("input_size", input_size, int), ("hidden_size", hidden_size, int)):  # fmt: skip
        if not isinstance(value, kind):
            raise TypeError(f"{name} should be of type {kind.__name__}, got: {type(value).__name__}")
        if kind is int and value <= 0:
            raise ValueError(f"{name} must be greater than zero")
    if num_layers <= 0:
        raise ValueError("num_layers must be greater than zero")
    if proj_size < 0:
        raise ValueError("proj_size should be a positive integer or zero to disable projections")
    if proj_size >= hidden_size:
        raise ValueError("proj_size has to be smaller than hidden_size")


class RNNBase(Module):
    """What RNN, LSTM and GRU share: parameters `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, … and the checks of the arguments."""

    def __init__(self, mode, input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False,
                 proj_size=0, device=None, dtype=None):  # fmt: skip
        super().__init__()
        _check(dropout, bias, batch_first, input_size, hidden_size, num_layers, proj_size)
        self.mode, self.input_size, self.hidden_size, self.num_layers = mode, input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, float(dropout)
        self.bidirectional, self.proj_size = bidirectional, proj_size
        gates, real = GATES[mode] * hidden_size, proj_size or hidden_size
        ways = 2 if bidirectional else 1
        self._all_weights = []
        for layer in range(num_layers):
            for way in range(ways):
                tail = f"_l{layer}{'_reverse' if way else ''}"
                shapes = {"weight_ih": (gates, input_size if layer == 0 else real * ways), "weight_hh": (gates, real)}
                if bias:
                    shapes.update(bias_ih=(gates,), bias_hh=(gates,))
                if proj_size:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                for name, shape in shapes.items():
                    setattr(self, name + tail, parameter(*shape, dtype=dtype, device=device))
                self._all_weights.append([name + tail for name in shapes])
        self.reset_parameters()

    @property
    def all_weights(self):
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    @property
    def _flat_weights_names(self):
        return [name for names in self._all_weights for name in names]

    @property
    def _flat_weights(self):
        return [w for weights in self.all_weights for w in weights]

    def flatten_parameters(self):
        """torch's cuDNN wants weights in one piece; nothing to do here."""

    def reset_parameters(self):
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            _init().uniform_(weight, -bound, bound)

    def _weights(self):
        rows = []
        for names in self._all_weights:
            found = {name.partition("_l")[0]: getattr(self, name) for name in names}
            rows.append(
                R.Weights(*(found.get(f) for f in ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")))
            )
        return rows

    # --- checks ---------------------------------------------------------------------------------------------------------------

    def check_input(self, input, packed):
        weight = self._flat_weights[0]
        if input.dtype != weight.dtype:
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({weight.dtype}). Convert input: "
                f"input.to({weight.dtype}), or convert model: model.to({input.dtype})"
            )
        if not packed and input.shape[1 if self.batch_first else 0] == 0:
            raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
        expected = 2 if packed else 3
        if input.dim() != expected:
            raise RuntimeError(f"input must have {expected} dimensions, got {input.dim()}")
        if self.input_size != input.size(-1):
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.size(-1)}"
            )

    def _check_hidden(self, hx, size, batch, text):
        expected = (self.num_layers * (2 if self.bidirectional else 1), batch, size)
        if tuple(hx.shape) != expected:
            raise RuntimeError(text.format(expected, list(hx.shape)))

    def _initial(self, input, batch):
        rows = self.num_layers * (2 if self.bidirectional else 1)
        h = R.zeros_like_hidden(input, rows, batch, self.proj_size or self.hidden_size)
        return (h, R.zeros_like_hidden(input, rows, batch, self.hidden_size)) if self.mode == "LSTM" else h

    def _check_given(self, hx, batched):
        """hx (a tensor; a pair for an LSTM) of the right number of axes, the batch's added where the input had none."""
        lstm = self.mode == "LSTM"
        parts = hx if lstm else (hx,)
        want = 3 if batched else 2
        if any(h.dim() != want for h in parts):
            what = f"For {'batched 3-D' if batched else 'unbatched 2-D'} input, hx {'and cx ' if lstm else ''}should "
            found = f"({hx[0].dim()}-D, {hx[1].dim()}-D) tensors" if lstm else f"{hx.dim()}-D tensor"
            raise RuntimeError(f"{what}also be {want}-D but got {found}")
        if not batched:
            parts = tuple(h.unsqueeze(1) for h in parts)
        return tuple(parts) if lstm else parts[0]

    def _check_sizes(self, input, hx, batch, packed):
        self.check_input(input, packed)
        real = self.proj_size or self.hidden_size
        if self.mode == "LSTM":
            self._check_hidden(hx[0], real, batch, "Expected hidden[0] size {}, got {}")
            self._check_hidden(hx[1], self.hidden_size, batch, "Expected hidden[1] size {}, got {}")
        else:
            self._check_hidden(hx, real, batch, "Expected hidden size {}, got {}")

    # --- running --------------------------------------------------------------------------------------------------------------

    def _run(self, x, hx, sizes=None):
        return R.run(self.mode, x, hx, self._weights(), self.num_layers, self.dropout, self.training, self.bidirectional,
                     self.batch_first, sizes)  # fmt: skip

    def forward(self, input, hx=None):
        if isinstance(input, PackedSequence):
            return self._forward_packed(input, hx)
        kind = type(self).__name__
        if input.dim() not in (2, 3):
            tail = " tensor instead" if self.mode.startswith("RNN") else " instead"
            raise ValueError(f"{kind}: Expected input to be 2D or 3D, got {input.dim()}D{tail}")
        batched = input.dim() == 3
        if not batched:
            input = input.unsqueeze(0 if self.batch_first else 1)
        batch = input.shape[0] if self.batch_first else input.shape[1]
        hx = self._initial(input, batch) if hx is None else self._check_given(hx, batched)
        self._check_sizes(input, hx, batch, False)
        output, hidden = self._run(input, hx)
        if not batched:
            output = output.squeeze(0 if self.batch_first else 1)
            hidden = tuple(h.squeeze(1) for h in hidden) if self.mode == "LSTM" else hidden.squeeze(1)
        return output, hidden

    def _forward_packed(self, packed, hx):
        data, batch_sizes, order, back = packed
        sizes = batch_sizes.tolist()
        hx = self._initial(data, sizes[0]) if hx is None else _permuted(hx, order)
        self._check_sizes(data, hx, sizes[0], True)
        output, hidden = self._run(data, hx, sizes)
        return PackedSequence(output, batch_sizes, order, back), _permuted(hidden, back)

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        for name, usual in (("proj_size", 0), ("num_layers", 1), ("bias", True), ("batch_first", False), ("dropout", 0),
                            ("bidirectional", False)):  # fmt: skip
            value = getattr(self, name)
            if value != usual:
                text += f", {name}={value}"
        return text


def _permuted(hidden, order):
    if order is None:
        return hidden
    return tuple(permuted(h, order) for h in hidden) if isinstance(hidden, tuple) else permuted(hidden, order)


class RNN(RNNBase):
    """h' = tanh(W_ih x + b_ih + W_hh h + b_hh) over time; `nonlinearity` "tanh" or "relu"."""

    def __init__(self, *args, **kw):
        if "proj_size" in kw:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        if len(args) > 3:
            nonlinearity, args = args[3], args[:3] + args[4:]
        else:
            nonlinearity = kw.pop("nonlinearity", "tanh")
        self.__dict__["nonlinearity"] = nonlinearity  # the first of its attributes, as in PyTorch
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__(f"RNN_{nonlinearity.upper()}", *args, **kw)


class LSTM(RNNBase):
    """Long short-term memory over time."""

    def __init__(self, *args, **kw):
        super().__init__("LSTM", *args, **kw)


class GRU(RNNBase):
    """Gated recurrent units over time."""

    def __init__(self, *args, **kw):
        if "proj_size" in kw:
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        super().__init__("GRU", *args, **kw)


class RNNCellBase(Module):
    """What the cells share. Input (N, in) or (in)."""

    mode = None

    def __init__(self, input_size, hidden_size, bias, num_chunks, device=None, dtype=None):
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        self.weight_ih = parameter(num_chunks * hidden_size, input_size, dtype=dtype, device=device)
        self.weight_hh = parameter(num_chunks * hidden_size, hidden_size, dtype=dtype, device=device)
        for name in ("bias_ih", "bias_hh"):
            if bias:
                setattr(self, name, parameter(num_chunks * hidden_size, dtype=dtype, device=device))
            else:
                self.register_parameter(name, None)
        self.reset_parameters()

    reset_parameters = RNNBase.reset_parameters

    def _cell(self):
        return R.CELLS[self.mode]

    def forward(self, input, hx=None):
        name, lstm = type(self).__name__, self.mode == "LSTM"
        if input.dim() not in (1, 2):
            tail = " tensor instead" if self.mode is None else " instead"
            raise ValueError(f"{name}: Expected input to be 1D or 2D, got {input.dim()}D{tail}")
        if hx is not None:
            for k, h in enumerate(hx if lstm else (hx,)):
                if h.dim() not in (1, 2):
                    which = f"hx[{k}]" if lstm else "hidden"
                    raise ValueError(f"{name}: Expected {which} to be 1D or 2D, got {h.dim()}D instead")
        batched = input.dim() == 2
        if not batched:
            input = input.unsqueeze(0)
        if hx is None:
            zeros = R.zeros_like_hidden(input, input.shape[0], self.hidden_size)
            hx = (zeros, zeros) if lstm else zeros
            self._check_shapes(input, hx)
        else:
            hx = tuple(hx) if lstm else hx
            if not batched:
                hx = tuple(h.unsqueeze(0) for h in hx) if lstm else hx.unsqueeze(0)
            self._check_shapes(input, hx)
        p = self._parameters
        weights = R.Weights(p["weight_ih"], p["weight_hh"], p["bias_ih"], p["bias_hh"], None)
        out = self._cell()(input, hx, weights)
        if batched:
            return out
        return tuple(h.squeeze(0) for h in out) if lstm else out.squeeze(0)

    def _check_shapes(self, input, hx):
        if input.shape[1] != self.input_size:
            raise RuntimeError(f"input has inconsistent input_size: got {input.shape[1]} expected {self.input_size}")
        for k, h in enumerate(hx if self.mode == "LSTM" else (hx,)):
            if input.shape[0] != h.shape[0]:
                raise RuntimeError(f"Input batch size {input.shape[0]} doesn't match hidden{k} batch size {h.shape[0]}")
            if h.shape[1] != self.hidden_size:
                raise RuntimeError(f"hidden{k} has inconsistent hidden_size: got {h.shape[1]}, expected {self.hidden_size}")

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        if self.__dict__.get("nonlinearity", "tanh") != "tanh":
            text += f", nonlinearity={self.nonlinearity}"
        return text


class RNNCell(RNNCellBase):
    """One step of an RNN."""

    def __init__(self, input_size, hidden_size, bias=True, nonlinearity="tanh", device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def _cell(self):
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return R.CELLS[f"RNN_{self.nonlinearity.upper()}"]

    mode = "RNN"


class LSTMCell(RNNCellBase):
    """One step of an LSTM: (h, c)."""

    mode = "LSTM"

    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)


class GRUCell(RNNCellBase):
    """One step of a GRU."""

    mode = "GRU"

    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)


for _class in (RNNBase, RNN, LSTM, GRU, RNNCellBase, RNNCell, LSTMCell, GRUCell):
    _class.__module__ = "torch.nn.modules.rnn"
