"""The one SQLite file: its tables, its schema, and all that changes it."""
