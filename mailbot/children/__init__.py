"""Hostile files are read in children that may be killed."""
