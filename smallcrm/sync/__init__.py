"""Keeping the book and folders of calendar and contact files in step, both ways, without losing anybody's edit."""
