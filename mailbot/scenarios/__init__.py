"""Months of an authority played on a virtual clock, through the very code that runs."""
