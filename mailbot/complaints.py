"""What an operator is told when something they can mend is wrong: one clear sentence, no traceback.

Every module whose trouble an operator causes (settings, stores, servers, scenarios) derives its own
error from `Complaint`; the door prints it and exits 1. It names files and keys, never people.
"""


class Complaint(Exception):  # noqa: N818 - it is not an error of ours but a sentence for a person
    """One sentence, or several lines, that say what is wrong and what to do."""
