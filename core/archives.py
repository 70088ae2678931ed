"""PyTorchFileReader: the records of a file that torch.save wrote, as bytes."""

import zipfile


class PyTorchFileReader:
    """Reads the archive at a path or in an open file; records are named without the folder in which PyTorch puts them all."""

    def __init__(self, file):
        try:
            self._archive = zipfile.ZipFile(file)
        except zipfile.BadZipFile:
            raise RuntimeError("PytorchStreamReader failed reading zip archive: failed finding central directory") from None
        names = self._archive.namelist()
        folder = names[0].partition("/")[0] + "/" if names else ""
        self._folder = folder if all(name.startswith(folder) for name in names) else ""

    def get_all_records(self):
        return [name.removeprefix(self._folder) for name in self._archive.namelist()]

    def has_record(self, name):
        return self._folder + name in self._archive.namelist()

    def get_record(self, name):
        if not self.has_record(name):
            raise RuntimeError(f"PytorchStreamReader failed locating file {name}: file not found")
        return self._archive.read(self._folder + name)


PyTorchFileReader.__module__ = "torch._C"
