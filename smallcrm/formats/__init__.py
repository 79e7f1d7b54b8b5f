"""The shapes other programs read and write, one module each."""
