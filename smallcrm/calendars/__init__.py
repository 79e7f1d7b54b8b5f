"""Calendars that others subscribe to: rendered, kept up to date in files, and served."""
