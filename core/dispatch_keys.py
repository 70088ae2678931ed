"""torch._C.DispatchKey and sets of them: the names of the layers that a call passes in PyTorch, which libraries put into sets at import."""

import enum

_NAMES = """
Undefined Dense CPU CUDA Meta FPGA ORT Vulkan Metal Quantized CustomRNGKeyId MkldnnCPU Sparse SparseCPU SparseCUDA SparseMeta SparseCsr
SparseCsrCPU SparseCsrCUDA NestedTensor NestedTensorCPU NestedTensorCUDA BackendSelect Python Fake FuncTorchDynamicLayerBackMode
Functionalize Named Conjugate Negative ZeroTensor ADInplaceOrView AutogradOther AutogradFunctionality AutogradNestedTensor Tracer
AutocastCPU AutocastXPU AutocastMPS AutocastCUDA FuncTorchBatched BatchedNestedTensor FuncTorchVmapMode Batched VmapMode
FuncTorchGradWrapper DeferredInit PythonTLSSnapshot FuncTorchDynamicLayerFrontMode TESTING_ONLY_GenericWrapper TESTING_ONLY_GenericMode
PreDispatch PythonDispatcher Autograd CompositeImplicitAutograd CompositeImplicitAutogradNestedTensor CompositeExplicitAutograd
CompositeExplicitAutogradNonFunctional AutogradCPU AutogradCUDA AutogradMeta
"""
DispatchKey = enum.Enum("DispatchKey", _NAMES.split(), module="torch._C")


class DispatchKeySet:
    """A set of dispatch keys."""

    def __init__(self, key, *more):
        self._keys = frozenset((key, *more) if isinstance(key, DispatchKey) else key)

    def __or__(self, other):
        return DispatchKeySet(self._keys | other._keys)

    def __and__(self, other):
        return DispatchKeySet(self._keys & other._keys)

    def __sub__(self, other):
        return DispatchKeySet(self._keys - other._keys)

    def __eq__(self, other):
        return isinstance(other, DispatchKeySet) and self._keys == other._keys

    def __hash__(self):
        return hash(self._keys)

    def has(self, key):
        return key in self._keys

    def __iter__(self):
        return iter(self._keys)


class ExcludeDispatchKeyGuard:
    """Within, calls pass the layers named in a set by: a program's own operators have none of them here."""

    def __init__(self, keys):
        self.keys = keys

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None
