"""The law: pure functions over frozen values. No clock, no file, no socket, no log in here."""
