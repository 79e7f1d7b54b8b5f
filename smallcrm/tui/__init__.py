"""The full-screen dashboard: a thin face over the same core as the command line."""
