"""mailbot: an e-mail bot that keeps the clocks of managed moves for English local authorities."""
