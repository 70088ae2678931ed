"""The random stream: PyTorch's CPU generator (torch.Generator) from NumPy, bit for bit.

Note [The stream].  The engine is MT19937 (Matsumoto and Nishimura) seeded with the low 32 bits of the seed.  A float32
uniform takes one 32-bit word, a float64 one two, the first of them the high half.  A lone normal comes in pairs
(Box-Muller): the second of a pair waits on the generator for the next lone normal, whatever is drawn in between.
numpy.random would take longer to import than a small program takes to run, so the words are made here, 624 at a time,
and numpy.random only helps with large requests.
"""

import math
import os
import struct
import sys

import numpy as np

_N = 624
_MANY, _VERY_MANY = 12 * _N, 300 * _N  # words from which numpy.random is worth asking, and worth importing
_NONE = np.zeros(0, np.uint32)
_ONE, _UPPER, _LOWER, _MIXER = (np.array(x, np.uint32) for x in (1, 0x80000000, 0x7FFFFFFF, 0x9908B0DF))
_TEMPER = np.uint32(11), [(np.uint32(7), np.uint32(0x9D2C5680)), (np.uint32(15), np.uint32(0xEFC60000))], np.uint32(18)
_U24, _U53 = 2.0**-24, 2.0**-53


class Generator:
    """A stream of pseudorandom numbers, torch.Generator's; `device` can only be the CPU."""

    _numpy = None  # what numpy.random makes words with, once it was asked

    def __init__(self, device="cpu"):
        kind = str(device)
        if kind != "cpu":
            from .device import device as check

            raise RuntimeError(f"Cannot get {check(kind).type.upper()} generator: this build has a CPU only.")
        self.manual_seed(67280421310721)

    def manual_seed(self, seed):
        """Starts the stream of `seed` (any 64-bit integer); returns the generator."""
        if not isinstance(seed, (int, np.integer)):
            raise RuntimeError(f"manual_seed expected a long, but got {type(seed).__name__}")
        if not -0x8000_0000_0000_0000 <= seed <= 0xFFFF_FFFF_FFFF_FFFF:
            raise ValueError("Overflow when unpacking long long")
        seed = int(seed)
        self._seed = seed & 0xFFFF_FFFF_FFFF_FFFF
        self._key = None  # the state words; made when first needed
        self._words, self._list = _NONE, ()  # the current block of words, as an array and as Python ints
        self._at = 0  # how many words of the block have gone out
        self._next_normal = None
        return self

    def seed(self):
        """Seeds from the operating system; returns the seed."""
        self.manual_seed(int.from_bytes(os.urandom(8), "little"))
        return self._seed

    def initial_seed(self):
        """The seed this stream was started with."""
        return self._seed

    @property
    def device(self):
        from .device import cpu

        return cpu

    def clone_state(self):
        """A new generator at the same place of the same stream."""
        twin = Generator()
        twin.set_state_bytes(self.state_bytes())
        return twin

    def get_state(self):
        """The state as a uint8 tensor of 5056 bytes, laid out as torch lays it out."""
        from .tensor import wrap

        return wrap(np.frombuffer(self.state_bytes(), np.uint8).copy())

    def set_state(self, new_state):
        """Takes up a state that get_state gave."""
        from .tensor import Tensor

        if not isinstance(new_state, Tensor):
            raise TypeError(f"expected a torch.ByteTensor, but got {type(new_state).__name__}")
        data = new_state._data
        if data.dtype != np.uint8:
            raise TypeError("RNG state must be a torch.ByteTensor")
        if data.size != 5056:
            raise RuntimeError(
                f"Expected a CPUGeneratorImplState of size 5056 but found the input RNG state size to be {data.size}"
            )
        self.set_state_bytes(np.ascontiguousarray(data).tobytes())
        return self

    def state_bytes(self):
        key = self._state_key()
        fresh = not len(self._words)
        y = self._next_normal
        return (
            struct.pack("<QiiQ", self._seed, 1 if fresh else 1 + _N - self._at, 1, 0 if fresh else self._at)
            + key.astype("<u8").tobytes()
            + struct.pack("<dddi4xfi", 0.0, 0.0 if y is None else y, 0.0, y is not None, 0.0, 0)
        )

    def set_state_bytes(self, state):
        self._seed, left, _, at = struct.unpack_from("<QiiQ", state)
        self._key = np.frombuffer(state, "<u8", _N, 24).astype(np.uint32)
        self._words, self._list = _NONE, ()
        self._at = 0
        if at or left != 1:
            self._words, self._at = _temper(self._key.copy()), at
        _, y, _, valid = struct.unpack_from("<dddi", state, 24 + 8 * _N)
        self._next_normal = y if valid else None

    # -- words ---------------------------------------------------------------------------------------------------
    def _state_key(self):
        if self._key is None:
            self._key = _seed_key(self._seed & 0xFFFF_FFFF)
        return self._key

    def ints(self, n):
        """The next n words as a list of ints: the quick way for few of them."""
        at = self._at
        end = at + n
        if end > len(self._words):
            return self.words(n).tolist()
        if not self._list:
            self._list = self._words.tolist()
        self._at = end
        return self._list[at:end]

    def words(self, n):
        """The next n words as a uint32 array (read only: it may be a part of the block)."""
        at = self._at
        have = len(self._words) - at
        if n <= have:
            self._at = at + n
            return self._words[at : at + n]
        parts = [self._words[at:]] if have else []
        n -= have
        if n >= _VERY_MANY or (n >= _MANY and "numpy.random" in sys.modules):
            whole = n // _N * _N
            parts.append(self._bulk(whole))
            n -= whole
        if n:
            parts.append(self._blocks(n))
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _blocks(self, n):
        """The first n words of the next blocks."""
        keys, before = np.empty((-(-n // _N), _N), np.uint32), self._state_key()
        for key in keys:
            before = _twist(before, key)
        self._key = before.copy()
        _temper(keys)
        self._words, self._list = keys[-1], ()
        self._at = n - _N * (len(keys) - 1)
        return keys.reshape(-1)[:n]

    def _bulk(self, n):
        """n words (a multiple of 624) through numpy.random, from a block's end; leaves the state at a block's end."""
        if self._numpy is None:
            self._numpy = np.random.RandomState()
        state = self._numpy
        state.set_state(("MT19937", self._state_key(), _N))
        out = state.randint(0, 1 << 32, n, np.uint32)
        self._key = np.asarray(state.get_state()[1], np.uint32)
        self._words, self._list = _temper(self._key.copy()), ()
        self._at = _N
        return out

    def words64(self, n):
        """The next n 64-bit words as a uint64 array."""
        w = self.words(2 * n).astype(np.uint64)
        return (w[0::2] << np.uint64(32)) | w[1::2]

    # -- uniforms ------------------------------------------------------------------------------------------------
    def u24(self, n):
        """n float32 uniforms in [0, 1), one word each."""
        out = (self.words(n) & np.uint32(0xFFFFFF)).astype(np.float32)
        return np.multiply(out, np.float32(_U24), out)

    def u53(self, n):
        """n float64 uniforms in [0, 1), two words each."""
        w = self.words(2 * n)
        out = (w[0::2] & np.uint32(0x1FFFFF)) * 4294967296.0
        np.add(out, w[1::2], out)
        return np.multiply(out, _U53, out)

    def u53_list(self, n):
        if n > _N:
            return self.u53(n).tolist()
        w = self.ints(2 * n)
        return [((w[i] & 0x1FFFFF) * 4294967296 + w[i + 1]) * _U53 for i in range(0, 2 * n, 2)]

    def random(self):
        """One float64 uniform in [0, 1)."""
        high, low = self.ints(2)
        return ((high & 0x1FFFFF) * 4294967296 + low) * _U53

    # -- lone normals --------------------------------------------------------------------------------------------
    def normals(self, n):
        """A list of n standard normals (float64), made in pairs, the waiting one first."""
        out = []
        if self._next_normal is not None and n:
            out.append(self._next_normal)
            self._next_normal = None
        sqrt, log1p, cos, sin = math.sqrt, math.log1p, math.cos, math.sin
        u = self.u53_list((n - len(out) + 1) // 2 * 2)
        for i in range(0, len(u), 2):
            r = sqrt(-2.0 * log1p(-u[i + 1]))
            theta = 2.0 * math.pi * u[i]
            out.append(r * cos(theta))
            out.append(r * sin(theta))
        if len(out) > n:
            self._next_normal = out.pop()
        return out


def _seed_key(seed):
    """MT19937's init_genrand."""
    key = [seed]
    for i in range(1, _N):
        seed = (1812433253 * (seed ^ (seed >> 30)) + i) & 0xFFFF_FFFF
        key.append(seed)
    return np.array(key, np.uint32)


def _twist(old, new):
    """Fills `new` with the state block after `old`, and gives it; word i needs word i + 397, so it is made in three runs and a last word."""
    mixed = old[:-1] & _UPPER
    low = old[1:] & _LOWER
    mixed |= low
    np.bitwise_and(mixed, _ONE, low)
    low *= _MIXER
    mixed >>= _ONE
    mixed ^= low
    np.bitwise_xor(old[397:], mixed[:227], new[:227])
    np.bitwise_xor(new[:227], mixed[227:454], new[227:454])
    np.bitwise_xor(new[227:396], mixed[454:], new[454:623])
    last = (old.item(623) & 0x80000000) | (new.item(0) & 0x7FFFFFFF)
    new[623] = new.item(396) ^ (last >> 1) ^ (0x9908B0DF if last & 1 else 0)
    return new


def _temper(y):
    """Makes words of a state block, or of several, in place."""
    part = y >> _TEMPER[0]
    y ^= part
    for shift, mask in _TEMPER[1]:
        np.left_shift(y, shift, part)
        part &= mask
        y ^= part
    np.right_shift(y, _TEMPER[2], part)
    y ^= part
    return y


Generator.__module__ = "torch._C"
default_generator = Generator()
default_generator.seed()
