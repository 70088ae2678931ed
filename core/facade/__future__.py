"""torch.__future__: how modules are converted."""

from .. import future as _future


def set_overwrite_module_params_on_conversion(value):
    _future.overwrite_module_params_on_conversion = value


def get_overwrite_module_params_on_conversion():
    return _future.overwrite_module_params_on_conversion


def set_swap_module_params_on_conversion(value):
    _future.swap_module_params_on_conversion = value


def get_swap_module_params_on_conversion():
    return _future.swap_module_params_on_conversion
