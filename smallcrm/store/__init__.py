"""The file: its schema, its connections, its migrations."""
