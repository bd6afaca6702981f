"""Calendar files, .csv and .ics: terms, closures and holidays, or what is wrong with them."""
