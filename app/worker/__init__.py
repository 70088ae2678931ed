"""The child process that runs the user's code: loaded under a private name, without Qt."""
