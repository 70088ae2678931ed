"""torch.utils.backcompat: switches for warnings of PyTorch before 0.2, which nothing warns of any more."""


class Warning:
    """A switch: `enabled` is what was last set."""

    enabled = False

    def set_enabled(self, value):
        self.enabled = value

    def get_enabled(self):
        return self.enabled


broadcast_warning = Warning()
keepdim_warning = Warning()
