"""The words by which forms ask, and what each of them asks."""
