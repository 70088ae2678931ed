"""What a run was, read off its tape: no Qt here, no user code, nothing that waits for the worker."""
