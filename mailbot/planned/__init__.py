"""A letter that the rules plan meets its case: to whom it goes and what it says."""
