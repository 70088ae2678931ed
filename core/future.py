"""torch.__future__'s two switches: what a module's parameters become when it is converted."""

overwrite_module_params_on_conversion = False
swap_module_params_on_conversion = False
