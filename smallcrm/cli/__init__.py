"""The command line: thin commands over the one door."""
