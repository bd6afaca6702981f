"""Word processors' and spreadsheets' files laid open, without any office program."""
