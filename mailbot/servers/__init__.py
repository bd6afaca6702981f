"""IMAP and SMTP: what is new is fetched, what is due is handed over."""
