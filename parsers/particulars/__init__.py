"""From answers to a record: pupil, schools, parents, consents, days."""
