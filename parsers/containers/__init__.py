"""Files that hold files: archives, saved and signed mails, portfolios, objects in Office files."""
