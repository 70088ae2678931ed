"""torch.device, on a machine that has only a CPU."""


from . import state as S


class OnMeta(Exception):
    """A factory was asked for a tensor on the meta device; the wrapper around it makes one (api.py)."""


class device:
    """Where a tensor lives: always the CPU here, but any of torch's names can be said."""

    KINDS = ("cpu", "cuda", "ipu", "xpu", "mkldnn", "opengl", "opencl", "ideep", "hip", "ve", "fpga", "maia", "xla", "lazy", "vulkan", "mps",
             "meta", "hpu", "mtia", "privateuseone")  # fmt: skip

    def __init__(self, type="cpu", index=None):
        if isinstance(type, device):
            type, index = type.type, type.index
        if isinstance(type, int):
            type, index = "cuda", type
        kind, _, nr = str(type).partition(":")
        if kind not in self.KINDS:
            raise RuntimeError(f"Expected one of {', '.join(self.KINDS)} device type at start of device string: {kind}")
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
        before, S.default_device = S.default_device, self.type
        self._before = [*getattr(self, "_before", ()), before]
        return self

    def __exit__(self, *exc):
        S.default_device = self._before.pop()


device.__module__ = "torch"
cpu = device("cpu")


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
