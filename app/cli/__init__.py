"""The command line: a module a subcommand. Importing this package costs nothing: `run` counts its milliseconds."""
