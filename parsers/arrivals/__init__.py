"""What a mail is as it arrives: who is proved to have sent it, a bounce, sealed, passed on."""
