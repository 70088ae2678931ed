"""torch._jit_internal: marks for TorchScript, which change nothing here."""


def _copy_to_script_wrapper(fn):
    return fn


export = unused = ignore = _copy_to_script_wrapper
