"""What `importlib.metadata` answers about the distribution torch: libraries ask there which version they run on."""

from importlib.metadata import Distribution


class Torch(Distribution):
    """torch as the core stands for it: its version and its packages' names, no files."""

    def __init__(self, version: str):
        self._texts = {
            "METADATA": f"Metadata-Version: 2.1\nName: torch\nVersion: {version}\n",
            "top_level.txt": "functorch\ntorch\n",
        }

    def read_text(self, filename: str) -> str | None:
        return self._texts.get(filename)

    def locate_file(self, path):
        raise FileNotFoundError(f"Retrograd's torch is not an installed distribution; it has no file {path}")


def found(name: str | None, version: str) -> list[Distribution]:
    """The distributions called `name` (any, where None) that stand for the core."""
    return [Torch(version)] if name is None or name.lower() == "torch" else []
