"""What a mail says of itself: its header lines, its text, the history quoted in it."""
