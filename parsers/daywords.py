"""The words of a calendar: months and weekdays, as people write and shorten them."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# A month's name, whole or as it is shortened; and any word that begins as one.
MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
LIKE_A_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*"
# "the 3rd of November 2026", "Tuesday 3 Nov", "3/11/26": a day as it stands in a sentence.
A_DAY = (
    rf"(?:(?:\w+day,? )?(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {LIKE_A_MONTH}\.?,?(?: \d{{4}})?"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})"
)


def month_of(name: str) -> int:
    """Return the number of a month, from 1, by a name that begins as it does."""
    return _MONTHS.index(name[:3].casefold()) + 1


def weekday_of(name: str) -> int:
    """Return the number of a weekday, Monday 0, by a name that begins as it does."""
    return _WEEKDAYS.index(name[:3].casefold())
