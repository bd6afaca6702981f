"""The one SQLite file: its tables, its schema, and the only SQL."""
