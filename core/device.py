"""torch.device, on a machine that has only a CPU."""


from . import state as S
from .kinds import Kind


class OnMeta(Exception):
    """A factory was asked for a tensor on the meta device; the wrapper around it makes one (api.py)."""


class device(metaclass=Kind):
    """Where a tensor lives: always the CPU here, but any of torch's names can be said."""

    KINDS = ("cpu", "cuda", "ipu", "xpu", "mkldnn", "opengl", "opencl", "ideep", "hip", "ve", "fpga", "maia", "xla", "lazy", "vulkan", "mps",
             "meta", "hpu", "mtia", "privateuseone")  # fmt: skip

    def __init__(self, *args, **kw):
        type, index = _read(args, kw)
        if isinstance(type, device):
            type, index = type.type, type.index
        if isinstance(type, int):
            raise RuntimeError("Cannot access accelerator device when none is available.")
        kind, colon, nr = type.partition(":")
        if kind not in self.KINDS:
            raise RuntimeError(f"Expected one of {', '.join(self.KINDS)} device type at start of device string: {kind}")
        if colon and not (nr.isdecimal() and (nr == "0" or nr[0] != "0")):
            raise RuntimeError(f"Invalid device string: '{type}'")
        if colon and index is not None:
            raise RuntimeError(f"type (string) must not include an index because index was passed explicitly: {type}")
        if index is not None and index < 0:
            raise RuntimeError("Device index must not be negative")
        self.type, self.index = kind, int(nr) if nr else index
        if kind == "meta":
            from .meta import switch_on

            switch_on()

    def __repr__(self):
        return f"device(type='{self.type}'" + (f", index={self.index})" if self.index is not None else ")")

    def __str__(self):
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other):
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self):
        return hash((self.type, self.index))

    def __enter__(self):
        before = S.default_device
        be_default(self)
        self._before = [*getattr(self, "_before", ()), before]
        return self

    def __exit__(self, *exc):
        S.default_device = self._before.pop()


def _read(args, kw):
    """(type or device or number, index) of what device() was given; torch's TypeError where it is neither form."""
    given = {**dict(zip(("type", "index"), args)), **kw}
    if "device" in given and len(given) == 1:
        given = {"type": given["device"]}
    type, index = given.get("type"), given.get("index")
    fits = isinstance(type, str) or (len(given) == 1 and isinstance(type, device | int) and not isinstance(type, bool))
    if fits and len(args) <= 2 and not given.keys() - {"type", "index"}:
        if index is None or (isinstance(index, int) and not isinstance(index, bool)):
            return type, index
        raise TypeError(f"device(): argument 'index' (position 2) must be int, not {index.__class__.__name__}")
    from .misfit import combination

    raise TypeError(combination("device", args, kw, ("(torch.device device)", "(str type, int index = -1)")))


cpu = device("cpu")


def be_default(dev):
    """Has tensors be made on `dev` from now on where no device is named; None: on the CPU. One that is not there is refused at the first."""
    if dev is not None and dev.type != "cpu":
        from .meta import switch_on

        switch_on()
    S.default_device = None if dev is None else dev.type


def check(dev):
    """Raises what a CPU-only torch raises for a device it has not."""
    if dev is not None and check_named(dev) == "meta":
        raise OnMeta


def check_named(dev):
    """The kind of the device `dev` ("cpu" or "meta"); raises for any other what a CPU-only torch raises."""
    if isinstance(dev, int):
        raise RuntimeError("Cannot access accelerator device when none is available.")
    d = dev if isinstance(dev, device) else device(dev)
    if d.type == "cuda":
        raise AssertionError("Torch not compiled with CUDA enabled")
    if d.type not in ("cpu", "meta"):
        raise RuntimeError(f"PyTorch is not linked with support for {d.type} devices")
    return d.type
