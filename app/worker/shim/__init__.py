"""A folder for PYTHONPATH that holds nothing but `torch`: see Note [Subprocesses] in worker/bootstrap.py."""
