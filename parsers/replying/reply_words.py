"""The words for what schools say was done, and for what takes it back.

Data rather than code: each pattern is one way in which an office puts it, in one line. What they
mean together, and the order in which they are asked, is in replies.py.
"""
# ruff: noqa: E501 - a pattern that is broken over lines cannot be read

import re
from typing import Final, Literal

from parsers.words.prose import DAY

What = Literal[
    "review_held",
    "review_planned",
    "final_planned",
    "letter_sent",
    "parents_rung",
    "roll_changed",
    "report_sent",
    "plan_meeting_held",
    "attendance_sent",
    "move_broken",
    "move_starting",
]

_GAP = r"(?:\s+[\w'/-]+){0,5}?\s+"  # up to five words between
_SHORT = r"(?:\s+[\w'/-]+){0,3}?\s+"
_HELD = r"(?:held(?!\s+(?:up|over|back|off))|took place|taken place|happened|done|completed|carried out|went ahead|gone ahead)"
_SENT = r"(?:posted|sent|handed|delivered|e-?mailed|issued|dispatched|gone out|went out|in the post|given|shared|forwarded|provided|hand[- ]delivered)"
_FAMILY = r"(?:parents?|mum|mother|dad|father|carers?|guardians?|family|nan|grandmother|grandparents?|foster carers?)"
_REVIEW = r"review\b(?!\s+(?:form|record|paperwork|notes?|minutes|date|dates|invit\w+|letter|report|document|sheet))"
_PLAN = r"(?:education\s+)?plan(?:ning)?\s+meeting"

# The words for each thing said; the first that fits a sentence counts.
_WRITTEN: Final[tuple[tuple[What, str], ...]] = (
    ("plan_meeting_held", rf"\b{_PLAN}{_GAP}{_HELD}\b|\b{_PLAN}\s+{_HELD}\b"),
    ("plan_meeting_held", rf"\b(?:held|had|completed){_SHORT}{_PLAN}\b"),
    (
        "plan_meeting_held",
        rf"\bmeeting{_GAP}education\s+plan(?:{_GAP}|\s+){_HELD}\b",
    ),
    (
        "plan_meeting_held",
        (
            rf"\bmet\b{_GAP}education\s+plan\b"
            rf"|\beducation\s+plan\b{_SHORT}(?:agreed|made|drawn up|written)\s+(?:at|in)\s+(?:a|the|our)\s+meeting\b"
        ),
    ),
    ("review_held", rf"\b{_REVIEW}(?:{_GAP}|\s+){_HELD}\b"),
    ("review_held", rf"\bmet\b{_GAP}for (?:the |our |a |an )?(?:[\w']+ ){{0,3}}?{_REVIEW}"),
    (
        "review_held",
        (
            rf"\b(?:held|had|completed|did|conducted|carried out|met for){_GAP}{_REVIEW}"
            r"(?!\s+(?:planned|booked|due|next))"
        ),
    ),
    ("letter_sent", rf"\bletters?\b(?:{_GAP}|\s+){_SENT}\b"),
    (
        "letter_sent",
        rf"\b(?:posted|sent|handed|delivered|e-?mailed|issued|gave|given){_GAP}letters?\b",
    ),
    (
        "parents_rung",
        (
            rf"\b{_FAMILY}\b(?:\s+and\s+{_FAMILY}\b)?\s+(?:(?:was|were|has|have|had)\s+(?:\w+\s+)?(?:both\s+)?(?:been\s+)?)"
            r"(?:both\s+)?(?:rung|telephoned|phoned|called|spoken to|(?:told|informed|contacted)\s+by\s+(?:tele)?phone)\b"
        ),
    ),
    (
        "parents_rung",
        (
            rf"\b{_FAMILY}\s+(?:both\s+)?(?:rung|telephoned|(?:told|informed|contacted)\s+by\s+(?:tele)?phone)\b"
            r"|\b(?:parents|both parents)\s+(?:phoned|called)(?=\s+(?:at|today|this|on|and|by|yesterday|\d)|\W*$)"
        ),
    ),
    (
        "parents_rung",
        (
            rf"\b(?:rang|rung|phoned|telephoned|called|spoken (?:to|with)|spoke (?:to|with)){_SHORT}{_FAMILY}\b"
            rf"|\b(?:rang|rung|phoned|telephoned|called|spoken (?:to|with)|spoke (?:to|with))\s+{_FAMILY}\b"
        ),
    ),
    (
        "roll_changed",
        r"\broll\s+changed\b|\broll\s+changes?\b(?:\s+[\w']+){0,3}?\s+(?:confirmed|done|made|complete|completed|actioned|processed)\b",
    ),
    (
        "roll_changed",
        r"\bconfirm\w*\s+(?:the|that the|this)?\s*roll\s+change\b(?!\s+(?:will|is to))",
    ),
    (
        "roll_changed",
        (
            r"\b(?:(?:taken|took|removed|moved|deleted|struck)\s+(?:[\w']+\s+){0,3}?|"
            r"(?:came|come|gone|went|now|is|was|are)\s+(?:\w+\s+)?)(?:off|from)\s+"
            r"(?:(?:our|the|my|school)\s+)*(?:roll|register|admissions? register)\b|\boff-?rolled\b"
        ),
    ),
    ("roll_changed", r"^\W*(?:(?:he|she|they|pupil|now)\s+)?off\s+(?:our\s+|the\s+)?roll\b"),
    (
        "roll_changed",
        (
            r"\bon(?:to)?\s+(?:our|the)\s+(?:school\s+)?roll\b(?=.*\b(?:sole|solely|single|main|since|permanent\w*)\b)"
            r"|\b(?:admitted|added|entered|placed|put|now|been)\s+(?:\w+\s+)?(?:in|on|to|onto)\s+(?:our|the)\s+(?:school\s+)?"
            r"(?:roll|(?:admissions?\s+)?register)\b"
        ),
    ),
    (
        "roll_changed",
        r"\b(?:sole|solely|single|singly)\s+(?:registered|registration|on roll)\b",
    ),
    (
        "report_sent",
        (
            rf"(?<!attendance )(?<!review )\breport\b(?:{_GAP}|\s+)(?:posted|sent|e-?mailed|forwarded|shared|provided|"
            r"passed on|handed over|gone|uploaded)\b"
        ),
    ),
    (
        "report_sent",
        rf"\b(?:sent|e-?mailed|forwarded|provided|shared|passed on|posted){_GAP}(?<!attendance )(?<!review )report\b",
    ),
    (
        "attendance_sent",
        (
            r"\b(?:get|getting|receive|receiving|received|have had|had)\b(?:\s+[\w']+){0,4}?\s+"
            r"(?:attendance|registers?|marks)\b"
        ),
    ),
    (
        "attendance_sent",
        (
            r"\b(?:attendance|weekly records?)\b(?:\s+[\w']+){0,4}?\s+"
            r"(?:received|reach(?:es|ed|ing)?|sent|shared|arriv(?:es|ed|ing|e)|come|comes|coming|e-?mailed|provided)\b"
        ),
    ),
    (
        "attendance_sent",
        (
            r"\b(?<!review )records?\s+(?:(?:do|does|have|has|all|now)\s+)*reach(?:es|ed)?\b"
            r"|\breceiv(?:e|es|ed|ing)\s+(?:(?:all|the|your|their|his|her|weekly)\s+)+records\b"
        ),
    ),
    (
        "move_starting",
        (
            r"\b(?:managed move|placement|trial|move|pupil|he|she|they|off-?site direction)\b(?:\s+[\w']+){0,6}?\s+"
            r"(?:starts?|started|starting|begins?|began|commences?|commenced)\b"
        ),
    ),
)
PATTERNS: Final = tuple((what, re.compile(pattern, re.IGNORECASE)) for what, pattern in _WRITTEN)
REPORT_HERE = re.compile(
    r"\breport\b(?:\s+[\w']+){0,5}?\s+(?:attached|enclosed)\b|\b(?:attached|enclosed|attach)\b(?:\s+[\w':]+){0,5}?\s+report\b",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"\b(?:not|never|no longer|stopped|stops|ceased|used to|no more|nor|neither|without|unable|cannot|can'?t|yet to|fail(?:ed|s)? to|instead of|rather than|"
    r"cancel\w*|postpon\w*|re-?arrang\w*|rescheduled?|abandoned|put back|tried|trying|attempt\w*|"
    r"no (?:review|letters?|reports?|meeting|plan|calls?|phone|parents?|roll|one|attendance|records?)|nobody|none)\b|n't\b"
    r"|\b(?:dont|didnt|hasnt|havent|wasnt|werent|isnt|wont)\b",
    re.IGNORECASE,
)
AHEAD = re.compile(
    r"\b(?:will|shall|going to|to be|would|may|might|should|could|must|need(?:s|ed)? to|hope\w*|expect\w*|intend\w*|"
    r"aim\w*|plan to|tomorrow|next (?:week|month|term|day)|waiting|awaiting|until|once|as soon as|about to|ready to|"
    r"(?:is|are|was|were|been) (?:now )?(?:planned|scheduled|due|booked|arranged)|supposed to|meant to|asked (?:to|for|that)|"
    r"remind\w*|want\w* to|like to|(?:still|remains?|remain) (?:on|dual)|dual(?:ly)?|guest|subsidiary)\b|'ll\b",
    re.IGNORECASE,
)
SUPPOSED = re.compile(
    r"\b(?:if|whether|unless|in case|provided that|assuming|when|please|pls|can you|could you|let (?:me|us) know|"
    r"tell us|ask(?:ed|ing)? (?:if|whether)|think|believe|assume|understand|not sure|unsure|maybe|perhaps|probably|"
    r"apparently|i gather|you (?:say|said)|your (?:letter|report|e-?mail|message))\b",
    re.IGNORECASE,
)
BY_THE_READER = re.compile(  # "the letter you sent", but not "sent to you"
    r"\byou(?:'ve| have| had)?\s+(?:\w+\s+)?(?:sent|posted|rang|phoned|held|had|did|e-?mailed|shared)\b",
    re.IGNORECASE,
)
NOT_REACHED = re.compile(
    r"\bno (?:answer|reply|response)\b|voice ?mail|\bleft (?:a |an )?(?:message|answer)|not answer|n't (?:answer|pick)|"
    r"not pick(?:ing|ed)? up|could(?:n't| not) (?:reach|get)|unable to (?:reach|contact)|not (?:been able|managed) to",
    re.IGNORECASE,
)
END = re.compile(
    r"\b(?:last|final) (?:day|session)|\bfinish\w*\b|\bend(?:ed|s|ing)?(?: date)?\b|\bover from\b|\bas of\b",
    re.IGNORECASE,
)
# "The review due on 2 November was held on the 4th": the first day is not when it was held.
RELATIVE = re.compile(
    rf"\b(?:(?:which|that) (?:was|is) )?(?:due|planned|scheduled|booked|arranged|set)(?: (?:for|on|to be held on))? "
    rf"(?:{DAY.pattern.replace('(?P<', '(?P<x_')})(?=,? (?:was|has|took|were|did|went|happened))".replace(
        "(?P=sep)", "(?P=x_sep)"
    ),
    re.IGNORECASE,
)
# "The review is now planned for ...", "we have moved the review to ...": the day stands right behind.
_FIXED = r"(?:re-?)?(?:planned|booked|arranged|scheduled|set|fixed|moved|postponed|brought forward|put back)"
_NOW = r"(?:now|been|just|already|therefore|instead|since)"
REVIEW_AHEAD: Final = tuple(
    re.compile(rf"{pattern}\s+(?:(?:for|on|to|until)\s+)?(?={DAY.pattern})", re.IGNORECASE)
    for pattern in (
        rf"\b{_REVIEW}(?:\s+(?:meeting|now))?(?:\s+(?:is|has|will be)|'s)(?:\s+{_NOW}){{0,3}}\s+{_FIXED}",
        rf"\b{_REVIEW}(?:\s+meeting)?(?:\s+will)(?:\s+{_NOW})?\s+(?:be(?:\s+{_NOW})?(?:\s+held)?|take place)",
        rf"\b(?:we|i)(?:'ve|\s+have)?(?:\s+{_NOW}){{0,2}}\s+{_FIXED}\s+(?:the |our |a |his |her |their )?(?:\w+ ){{0,2}}?{_REVIEW}(?:\s+meeting)?",
    )
)
TENTATIVE = re.compile(
    r"\b(?:hop(?:e|es|ed|ing)|might|may (?:be|have)|should|could|would|provisional\w*|tentative\w*|tbc|to be confirmed|"
    r"not|never|no longer|cannot|can'?t|cancel\w*|or)\b|n't\b|\?",
    re.IGNORECASE,
)
