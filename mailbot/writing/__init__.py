"""From facts and templates to a letter: both faces, papers, calendar files, bytes."""
