"""torch.utils.tensorboard: programs that log run on; Retrograd writes no event files and says so once."""

import warnings


class SummaryWriter:
    """Takes everything that TensorBoard's writer takes, and writes nothing."""

    def __init__(self, log_dir=None, comment="", *args, **kw):
        self.log_dir = str(log_dir) if log_dir is not None else f"runs{comment}"
        warnings.warn(
            "Retrograd writes no TensorBoard files: what this program logs is left out.", UserWarning, stacklevel=2
        )

    def get_logdir(self):
        return self.log_dir

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return None

    def _ignore(self, *args, **kw):
        """Nothing is written."""

    add_scalar = add_scalars = add_histogram = add_image = add_images = add_figure = add_video = add_audio = _ignore
    add_text = add_graph = add_embedding = add_pr_curve = add_mesh = add_hparams = add_custom_scalars = _ignore
    add_tensor = add_histogram_raw = add_image_with_boxes = flush = close = _ignore


SummaryWriter.__module__ = "torch.utils.tensorboard.writer"
FileWriter = SummaryWriter
