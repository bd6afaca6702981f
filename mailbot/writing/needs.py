"""What each kind of letter takes in its data, with the value that an absent one has.

The names are the agreement between whoever plans a letter and the templates: an item may leave
any of them out, and a template may use these and no others.
"""

from collections.abc import Mapping
from types import MappingProxyType

_BREAKDOWN: Mapping[str, object] = MappingProxyType(
    {
        "decision": None,
        "end": None,
        "ended": False,
        "next_morning": None,
        "next_school": "home",
        "first_home_day": None,
        "arranged": False,
        "holiday": False,
        "return_date": None,
        "pex": False,
        "late_days": 0,
        "plan_due": None,
        "report_due": None,
        "days_out": 0,
        "corrects": False,
        "parents": [],
        "details": [],
        "sent_to": [],
        "waits": [],
        "confirm_by": None,
        "decided_by": None,
        "family_waits": False,
    }
)
_REVIEW: Mapping[str, object] = MappingProxyType(
    {"which": None, "review_name": "review", "rung": 1}
)

NEEDS: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "form_received": {"forms": [], "follows": [], "care": [], "settled": []},
        "form_query": {"forms": [], "rung": 0, "pictures": {}},
        "form_missing": {"start": None, "breakdown": False, "form": "mm1", "unread": []},
        "form_held": {
            "reason": None,
            "held_id": None,
            "why": None,
            "details": [],
            "waits": None,
            "urgent": False,
            "pictures": {},
        },
        "notification_chase": {"rung": 1, "start": None, "days_late": 0},
        "review_invite": {
            **_REVIEW,
            "planned": False,
            "final": False,
            "uid": None,
            "sequence": 0,
            "must_invite": [],
            "letters": [],
        },
        "review_chase": _REVIEW,
        "attendance_chase": {"week": None, "missing": 1, "rung": 1},
        "outcome_chase": {"presumed": False, "end": None, "rung": 1},
        "report_chase": {"rung": 1},
        "plan_meeting_reminder": {},
        "plan_meeting_chase": {"rung": 1},
        "roll_change_chase": {"rung": 1, "off_roll": None, "on_roll": None},
        "breakdown_parent": _BREAKDOWN,
        "breakdown_home_school": _BREAKDOWN,
        "breakdown_eit": _BREAKDOWN,
        "breakdown_receiving_school": _BREAKDOWN,
        "breakdown_social_worker": _BREAKDOWN,
        "breakdown_virtual_school": _BREAKDOWN,
        "extension_confirmed": {"end": None, "review": None},
        "success_confirmed": {
            "permanent_from": None,
            "home_off_roll": None,
            "confirm_by": None,
            "corrects": False,
        },
        "escalation": {"reason": "ladder", "what": None, "sent": [], "phone": None},
        "undeliverable": {
            "kind_returned": None,
            "why": None,
            "phone": None,
            "breakdown": False,
            "to_role": None,
        },
        "digest_daily": {"sections": []},
        "digest_panel": {
            "panel": None,
            "since": None,
            "year": None,
            "open": [],
            "outcomes": [],
            "balance": [],
        },
        "digest_weekly": {"first": None, "last": None, "since": None, "charts": []},
    }
)
# data that are rows of two, and data that are lists of parts with these names
PAIRS = frozenset({"read", "follows", "sent", "balance"})
PARTS: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "forms": {"kind": "", "title": "Your form", "read": [], "notes": [], "questions": []},
        "questions": {"label": "Question", "sentence": "", "as_read": None},
        "sections": {"title": "", "rows": []},
        "charts": {"title": "", "bars": [], "notes": []},
        "bars": {"label": "", "said": "", "share": 0},
        "parents": {"number": 0, "name": None, "phone": None, "restricted": False, "letter": False},
    }
)
