"""The one place that reads the clock. Everything else is handed the instant it is to believe."""

import datetime as dt


def now() -> dt.datetime:
    """Return this instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - the one reading of the clock
