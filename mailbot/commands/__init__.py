"""The commands of contract/cli.md, one module each: `add` says the flags, `run` does the work."""
