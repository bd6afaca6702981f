"""What a person or a program is told that asks: moves, reasons, the balance of the store."""
