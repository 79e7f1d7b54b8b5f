"""Validated changes: a Draft in, an id out, each inside one change."""
