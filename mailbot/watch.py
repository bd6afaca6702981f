"""The calendar's files, looked at anew at every tick: snow and next year's terms need no restart.

What was read is compared by its bytes, for a clock's word on a file is not to be trusted. A
calendar that holds a fault is never in force: the one of before stays, and staff are told of the
fault until it is mended. What the store keeps of it is `mailbot.store.almanac`.
"""

import hashlib
import logging

from mailbot.configuration import SettingsError
from mailbot.rulebook import Rulebook

log = logging.getLogger("mailbot.watch")

_SAID = 3  # faults in the daily list


class Watch:
    """Sees to it that the rulebook's calendar is the one that the files say."""

    def __init__(self, rules: Rulebook) -> None:
        """Look after the calendar of `rules`; the first look reads the files again."""
        self._rules = rules
        self._seen = ""  # what was written since `rules` was made must not be missed
        self._standing = ""

    def look(self) -> None:
        """Put the calendar in force that the files say, if they changed and hold no fault.

        A change counts at the second look that finds it: half a file may be a calendar too.
        """
        seen = self._print()
        if seen == self._seen:
            return
        if seen != self._standing:
            self._standing = seen
            return
        self._seen = seen
        try:
            found = self._rules.settings.school_calendar()
        except SettingsError as wrong:
            said = [str(fault) for fault in wrong.faults]
            more = [f"{len(said) - _SAID} more; mailbot check says them all"]
            self._rules.calendar_faults = (*said[:_SAID], *more[: len(said) > _SAID])
            log.warning(
                "the calendar's files cannot be used, the calendar of before stays in force: "
                "`mailbot check` says why faults=%d",
                len(wrong.faults),
            )
            return
        self._rules.calendar_faults = ()
        if found != self._rules.calendar:
            self._rules.calendar = found
            log.info("the calendar's files were read anew")

    def _print(self) -> str:
        """Return what tells the files' contents from any others; a file may be away or locked."""
        found = hashlib.sha256()
        for path in self._rules.settings.calendar_files():
            try:
                content = path.read_bytes()
            except OSError as trouble:
                found.update(f"{trouble.errno}".encode())
            else:
                found.update(hashlib.sha256(content).digest())
        return found.hexdigest()
