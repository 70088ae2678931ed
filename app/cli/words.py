"""What the subcommands have in common: exit statuses, and the error of a command whose words are off."""

FINE, RAISED, WRONG_WORDS, INTERRUPTED = 0, 1, 2, 130


class CommandError(Exception):
    """The command's words are off, or name something that cannot be read; one sentence, exit status 2."""
