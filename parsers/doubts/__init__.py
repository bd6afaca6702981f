"""Whether a form may be believed, is whole, and counts: else which question is asked."""
