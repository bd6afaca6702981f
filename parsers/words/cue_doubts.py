"""The words that take back, put off or only suppose what a mail seems to say of a move's end.

Data rather than code, beside cue_words.py: which of them count before a cue, which after it and
which anywhere in the sentence is in cues.py.
"""
# ruff: noqa: E501 - a pattern that is broken over lines cannot be read

import re
from typing import Final


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


DENIED: Final = _any(
    r"\b(?:not|never|nor|neither|without|nobody|no[- ]?one|(?<!to )nothing)\b",
    r"\b(?:hasn|isn|wasn|haven|didn|doesn|don|won|aren|weren|wouldn|hadn)'?t\b",
    r"\bno longer at risk\b|\bno (?:plans?|question|need|intention|decision|reason|suggestion|truth)\b",
)
SUPPOSED: Final = _any(
    r"\bor (?:else )?(?:[\w']+ ){0,2}$",
    r"\b(?:if|whether|unless|in case(?! (?:i|we|you)\b)|risk of|in danger of|prevent|avoid|fear|worr(?:y|ied)|hope|hopes|hoping|suppose|wonder\w*|ask(?:s|ing)?|"
    r"what happens|were to|in the (?:\w+ )?event|considering|consider (?:\w+ing|whether|if|an?|our|that)\b|considers? (?:ending|stopping|whether)|thinking (?:of|about)|talk(?:s|ed|ing)? (?:of|about)|propos(?:e|es|ed|ing) (?!to )|"
    r"discuss(?:ed|ing)? (?:whether|ending)|either school|close to|on the (?:verge|brink|point) of|about to|minded to|at risk of|avoiding|"
    r"possib(?:le|ility)|likely|threat(?:en\w*)?|there (?:is|was) (?:\w+ )?talk|instead of|rather than|short of|"
    r"(?:one|another) (?:\w+ ){0,2}?(?:and|would|will)|another \w+ like)\b",
    r"^should\b",
)
# A question of this kind is answered by the sentence after it: "What if it fails? He returns to you."
WHAT_IF: Final = _any(r"\b(?:what (?:happens|if)|if|whether|in the event|should|would)\b")
# Words of possibility that stand inside the cue itself: "the move can be ended".
POSSIBLE: Final = _any(r"\b(?:would|might|could|may|can(?!')|should)\b")
# These reach no further than the next comma: "which would be PEX, we are withdrawing the offer".
MODAL: Final = _any(
    r"\b(?:you|either|any\w*|schools?|parents?|who|they|which) can (?:\w+ ){0,2}$|\b(?:would|might|could|may|should)\b[^,]*$"
)
# "It was agreed that the move would end today": what was decided is told as if it were wished.
DECIDED: Final = _any(
    r"\b(?:agreed|decided|decision|decisions|resolved|concluded|determined|ruled|insisted|told|confirmed)\b(?!.{0,40}\b(?:whether|if)\b)"
)
# It was not meant to be taken as true.
REFUTED: Final = _any(
    r"\brumou?rs?\b|\bgossip\b|\bno truth\b|\bcontrary to\b|\b(?:is|are|was|were|be) (?:simply |just |quite |plain |completely )?(?:wrong(?! with)|untrue|not true|false|incorrect|mistaken)\b",
    r"\b(?:told|informed|said|recorded|heard|shown|listed|marked) (?:wrongly|incorrectly|in error|by mistake)\b|\b(?:wrongly|incorrectly|mistakenly|in error)\b",
    r"\bbut (?:it|that|this|he|she|they) (?:has|is|was|did|does|have|had)(?: not|n't)\b(?! (?:work|continu|been a success|successful|going))",
)
# "The move had collapsed. It hasn't!"
DENIED_NEXT: Final = _any(
    r"^(?:no\W+)?(?:it|that|this|he|she|they)(?:'s| has| is| was| did| had)?(?:n't| not)(?: true| so| the case| correct)?\W*$"
)
# Of what the cue is said, where that is not the move on which the child is now.
NOT_THIS: Final = _any(
    r"^my (?:term|time|role|job|contract|stint|secondment)\b.*$",
    r"\b(?:possible|potential|likely|threatened|previous|first|earlier|former|past|last|other|another|any|every|each|either|future|no|old)\s+(?:\w+ )?$",
    r"\b(?:foster|foster care|care|residential|adoptive|respite|work|work experience|student|teaching|pgce|nursery|alternative provision|hospital|pru|apprenticeship|meals?|lunch|dinner|transport|taxi|travel|payment|childcare|custody|parking)\s+$",
    r"\b(?:brother|sister|sibling|cousin|friend|twin|mate|mentor|tutor|teacher|assistant|counsellor|coach|trainee|colleague|nurse|worker|driver|escort|ta)'?s'?\s+(?:\w+ )?$",
    r"\b(?:reviews?|meetings?|paperwork|visits?|interviews?|consent forms?)\s+(?:of|for|about|on|to discuss)\s+(?:\w+\s+)?$",
    r"\b(?:plans?(?! to\b)|support|mentoring|interventions?|strateg(?:y|ies)|counselling|appeal|application|attempts?|"
    r"referral|request|bid|tuition|contract|timetable)\s+(?:\w+\s+)?$",
)
ELSEWHERE: Final = _any(
    r"\b(?:at|in) (?:another|a different|(?:his|her|their|the|a) (?:first|previous|former|last|old|earlier|other))\b|\byears? ago\b|\bon work experience\b|\bwith (?:\w+ ){0,2}foster\b"
)
# "The move has ended months of worry": it ended another thing.
_ENDED_IT: Final = r"(?<!been )(?<!was )(?<!were )(?<!is )(?<!being )(?<!be )\b(?:ended|ends|end|stopped|stops|stop|finished|halted)"
ENDED_ANOTHER: Final = _any(
    _ENDED_IT
    + r" (?:the|his|her|their|our|all|any|months|years|weeks|most|much)\b(?! (?:\w+ )?(?:day|days|week|weeks|morning|afternoon|evening|minute|moment|term|month|instant)\b)"
)
# "Managed moves ended this term": bare, and more than one.
MANY: Final = _any(r"^(?:managed[ -]?)?(?:moves|placements|trials|arrangements)\b")
THESE: Final = _any(r"\b(?:both|the|these|those|their|our|his|her|two|all)\s+(?:\w+\s+)?$")
# "It started well but has now ended": the move is still what is spoken of.
GOES_ON_TO_SAY: Final = _any(r"^\s*(?:\w+ly |now )?(?:has|have|had|was|is|did|will)\b")
# Back from an absence, not from a placement.
AFTER_A_BREAK: Final = _any(
    r"\bafter (?:the |his |her |an? |some )?(?:\w+ )?(?:half|holidays?|christmas|easter|break|operation|illness|suspension|absence|appointment|weekend|summer|flu|cold)\b"
)
# "He went home ill and is back with us tomorrow."
AWAY: Final = _any(
    r"\b(?:ill|sick|poorly|unwell|dentist|doctor'?s?|hospital|appointment|flu|cold|virus|bug|tummy|headache|holiday|funeral|absence|(?:days?|week) off)\b"
)
# The move only says of what another thing was: "the link for the placement", "the week of the trial".
OF_ANOTHER: Final = re.compile(
    r"(?<!\w)(?!(?:called|call|time|that|think|is|was|us|you|him|her|them|it|decided|agreed|plug|up|end|line|out|breakdown|break|"
    r"termination|respect|regards?|relation|position)\s)[\w'-]+\s+(?:of|for|about|during|regarding|to|with|on|in|from|after|within|since)\s+"
    r"(?:(?:the|a|an|his|her|their|our|your|this|its|current|[A-Z][\w.]*(?:'s?)?|\w+'s?)\s+){0,3}$"
)
# "I will come back to you": said by one who answers, not of the child.
ONLY_ANSWERING: Final = _any(
    r"\b(?:i|we|i'll|we'll|someone|colleague|office|head(?:teacher)?|senco|mr|mrs|ms|miss|dr)\b"
    r"(?:\W+(?!(?:he|she|they)\b)[\w']+){0,4}?\W*$"
)
# "It would be best if he returned to you": where it was agreed, no longer a wish.
WERE_BEST: Final = _any(
    r"\b(agreed|decided|concluded)((?: \w+){0,4}? that) it (?:would|will) be (?:best|better|right|kinder|sensible) (?:for \w+ )?(?:if|that)\b"
)
# What goes back to a school and is no child: "the form was returned to the home school".
OF_PAPER: Final = _any(
    r"\b(?:forms?|mm\W?[12]|paperwork|files?|folder|records?|documents?|papers|e-?mails?|letters?|reply|equipment|laptop|chromebook|ipad|tablet|uniform|blazer|"
    r"books?|bag|phone|keys?|homework|work set|kit|jabs|vaccinations?|exams?|mocks?|photos?|coat|jumper|shoes|trainers|clothes|belongings|things|coursework|instrument|cop(?:y|ies)|invoice|cheque|money|deposit|minibus|staff|teachers?|mentor|taxi|driver|questionnaire|report|log)\b"
    r"(?:\W+(?!(?:he|she|they|and|so)\b)[\w']+){0,5}\W*$"
)
# "It" is the boiler, where that was named last.
MACHINE: Final = _any(
    r"\b(?:boiler|heating|minibus|mini bus|bus|van|car|taxi|photocopier|copier|printer|scanner|server|network|internet|wi-?fi|broadband|system|software|app|portal|"
    r"e-?mail|phones?|phone lines?|switchboard|laptop|computer|projector|lift|alarm|oven|fridge|toilets?|water|power|electricity|gas|roof|ceiling|pump|furniture|van|contract(?:or)?)\b"
)
# One of the staff leaves or is covered for: "her last day with us is Friday, the new contact is ...".
OF_STAFF: Final = _any(
    r"\b(?:new|main|first|future) (?:point of )?contact\b|\bcontact (?:for|from|is|will be|person)\b|\btak(?:es?|ing) over (?:from|as|the|her|his|all|managed)\b|"
    r"\b(?:mr|mrs|ms|miss|dr)\.? [\w'-]+ (?:has |is |will be |will )?(?:left|leav\w*|retir\w*|finish\w*|moved on)\b",
    r"\b(?:is|will be|am) (?:being )?(?:replac|cover)\w+ (?:by|for)\b|\b(?:replacement|successor|maternity|paternity|retir\w+|resign\w*|new (?:job|post|role|head|senco|dsl)|promot\w+|secondment|supply teacher|"
    r"my (?:last|final) (?:working )?(?:day|week)|leaving (?:do|party|present|card|collection)|(?:my|your) colleagues?|please (?:use|send|copy|contact|direct|email|e-mail) (?:\w+ ){0,4}?(?:instead|in future|from now on|going forward))\b",
)
OF_A_PUPIL: Final = _any(
    r"\b(?:pupil|student|child|mum|dad|mam|mother|father|parents?|carers?|home school|(?:his|her|their) (?:placement|trial|managed move)|roll|y(?:ear)? ?\d{1,2}|[A-Z]\.\s?[A-Z]\.)(?!\w)"
)
# What is said of a child's time at a school, and as often of a colleague's.
WITH_US: Final = _any(
    r"\b(?:his|her|their|my) (?:(?:last|final) (?:day|session)s?|time (?:with us|here|at [\w ]{3,30}))\b|\b(?:last|final) day\b|\bno longer with us\b",
    r"\b(?:finish|leav)(?:es|ed|ing)? (?:with us|here)\b",
)
# The last day at one school before the first at the other is how every move begins.
STARTS_THEN: Final = _any(
    r"\b(?:starts?|starting|begins?|first)\b(?! back)|\b(?:home school|with you)\b"
)
A_MOVE: Final = _any(
    r"^(?:\w+ing|end|terminate|stop|cancel|withdraw) an?\b|\bof (?:managed[ -]?)?(?:moves|placements|trials)$"
)
# Told of moves at large: a rule, a figure, a course.
AT_LARGE: Final = _any(
    r"(?:^|[,;:]\s*|\b(?:that|where|when|why|how|if|protocol|policy|and|of|for)\s+)an?\s+(?:\w+\s+)?$",
    r"(?<!\bone of the )(?<!\bone of our )(?<!\bone of these )\b(?:why|how|when|all|most|many|some|few|several|of our|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w*ty|\d+)\s+(?:of\s+)?(?:our\s+)?(?:the\s+)?(?:managed\s+)?$",
)
AT_LARGE_HERE: Final = _any(
    r"\blast (?:academic |school )?year\b|\b(?:per ?cent|%)|\b20\d\d/\d\d\b|\bstatistics\b|\bwebinar\b|\btraining\b|\bcpd\b|\b(?:by signing|(?:our|the|this|your) (?:protocol|policy|procedure)\b|the (?:agreement|protocol|policy) (?:says|states|reads))\b|"
    r"\bat any time\b|\bmust be (?:reported|recorded|notified)\b|\bbook now\b"
)
# When a placement ends as it was to end, that is no news.
PLANNED: Final = _any(
    r"\bfinal review\b|\bas (?:planned|agreed|expected|scheduled|arranged)\b|\b(?:due|planned|expected|scheduled|set|agreed) to (?:end|finish|run|cease)\b",
    r"\b(?:start|begin|commenc|run)\w*\b.*\b(?:to|until|and|end\w*|finish\w*)\b.*\d|\b(?:end|ends|ending|finish\w*|until)\b.*\bstart(?:s|ing)?\b|\bunless\b",
    r"\btrial periods?\b|\b(?:automatically|normally|usually|always)\b|\bafter (?:\w+ )?(?:weeks|months)\b",
)
WHENEVER: Final = _any(r"\b(?:when|once|until|till|before|as soon as|by the time)\b")
WHENEVER_IT: Final = _any(
    r"\b(?:when|once|until|till|after|before|as soon as|by the time)\s+(?:[\w'.]+\s+){0,3}$"
)
# A time still to come that is no day of the calendar.
SOME_DAY: Final = _any(
    r"\bin (?:\w+ ){1,2}(?:days?|weeks?|months?)\b|\bnext (?:week|term|month|half)\b|\b(?:soon|shortly|easter|christmas|half[ -]term|summer)\b"
)
STILL_TO_DO: Final = _any(r"\b(?:please|send|forms?|must|should|will|need|do you|to do)\b")
CONDITION: Final = _any(r"\b(?:if|unless|should|whether|in case|or)\b")
# Present or future: what may be no more than the plan.
AHEAD: Final = _any(
    r"^(?!.*\b(?:to|at|its) (?:an?|its)? ?(?:\w+ ){0,2}end$).*\b(?:end|ends|ending|finish|finishes|cease|ceases|stop|stops)$",
    r"\bis over$",
    r"\b(?:will|shall|to) (?!an? |its |the )(?:\w+ )?(?:be )?(?:\w+ )?(?:end|ended|cease|finish|stop|terminated)\w*$",
)
# It is news all the same.
NEWS: Final = _any(
    r"\b(?:notice|immediate|sadly|unfortunately|regret\w*|sorry|afraid|today|tonight|tomorrow|decided|decision|no longer|because|after (?:the|an?|this|what)|following|sorry|with effect|wef|as of|early|final straw|enough)\b"
)
# "We cannot proceed until", "not yet permanent": it is put off, not ended.
UNTIL: Final = _any(r"\b(?:until|till|before|yet)\b")
# Back for an hour or a day: "he returns to you on Wednesdays for music".
FOR_A_WHILE: Final = _any(
    r"\bonly\b|\b(?:every|each|once a|twice a|weekly)\b|\b(?:mon|tues|wednes|thurs|fri)days\b|\bfor (?:exams?|music|lessons?|an? \w+|(?:(?:the|his|her|their|some|two weeks?'?|an?) )?(?:\w+ )?(?:trip|day|afternoon|morning|vaccinations?|jabs?|photos?|photographs?|mocks?|assessments?|prom|concert|show|play|awards?|match|fixture|disco))\b"
)
EARLIER: Final = _any(r"\b(?:early|earlier|sooner|rather than|instead of|brought forward)\b")
# A wish or a plan of theirs, which may still not come true.
INTENDED: Final = _any(
    r"\b(?:intends?|intending|propos(?:e|es|ed|ing)|plans?|planning|wants?|wish(?:es)?|would like|hop(?:e|ing)|looking|aim\w*|seek\w*|asked(?: us| for \w+)?|trying)\s+(?:\w+\s+)?(?:to\s+)?(?:\w+\s+)?$"
)
DONE_SO: Final = _any(r"\band (?:we|they|the \w+) (?:did|have|has|had|agreed|therefore|are|will)\b")
# Before or after a denial, in a subordinate clause, it is denied no more.
CLAUSE_BEGINS: Final = _any(
    r"\band (?=(?:is|are|has|have|wants|goes|returns|he|she|they|we|it|the|mum|dad|so|his|her|their|this|ended)\b)",
    r"\bso (?!(?:that|far|much|many|well|long|good|bad)\b)",
    r"\b(?:because|since) (?=\w)|: ",
    r", (?=(?:he|she|they|we|it|the|his|her|their|this|mum|dad|which) )",
)
CLAUSES: Final = re.compile(
    r";|,?\s+\b(?:but|however|although|though|despite)\b|\s-\s", re.IGNORECASE
)
# -- questions -------------------------------------------------------------------------------------

REQUEST: Final = _any(
    r"(?:please |so |and |hi )*(?:can|could|would|will) you (?!(?:please )?(?:confirm|advise|check|clarify|ask|find|explain|note)|(?:[\w']+ )*(?:if|whether|when|what|why|how)\b)"
)
# The question takes for granted what it names: "Are you aware that the move has ended?"
TAKEN_FOR_GRANTED: Final = _any(
    r"^(?:\w+[, ]+){0,4}?(?:are|were|is) (?:you|any\w*(?: else)?) (?:aware|told|informed)\b|\bdid you (?:know|hear|see)\b|\bhave you (?:heard|been told|seen)\b|\bdo you know that\b",
    r"\b(?:can|could|would|will) you (?:please )?(?:note|record|explain|be aware)\b",
    r"\bwhen (?=(?:did|was|has) )|\bwho (?=(?:decided|agreed|ended|stopped|terminated)\b)",
    r"\b(?:why|how come)\b(?! (?:would|should|might|do|does|could)\b)",
    r"\bnow (?:that|the|his|her|it)\b|\bsince (?:the|his|her)\b|\bgiven that\b",
)
# After the comma nothing is asked about the end: it is asked for help, or what is next.
ASKED_FOR: Final = _any(
    r"^(?:so |and |please |pls )*(?:can|could|would|will|what|who|when|where|how|which|please|do|does|should|shall)\b"
)
YES: Final = _any(
    r"^(?:hi|hello|dear)?\W*(?:\w+\W+)?(?:yes|yep|yeah|correct|that's right|that is right|afraid so|i'm afraid so|sadly so|it has|it is|confirmed|i can confirm)\b"
)

# A line of a form: what it asks, and a day, a yes or a no, or nothing, beside it.
FORM_LINE: Final = _any(
    r"^(?!.*\b(?:us|we|our|ours|i|he|she|they|you)\b)[^:?]{1,90}[:?]\s*"
    r"(?:(?:yes|no|n/?a|none|tbc|not applicable|y|n|\W+)\W*|(?:[a-z]+,?\s+)?[\d./-]+\d{4}\W*|"
    r"(?:[a-z]+,?\s+)?\d{1,2}(?:st|nd|rd|th)?\s+[a-z]+,?\s+\d{4}\W*)?$",
    r"^(?:[\w'/()-]+\s+){1,6}\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\W*$",
    r"^(?:reasons?|background|history|support|strategies|purpose)\b[^:]{0,60}"
    r"\b(?:moves?|referral|request|transfer|direction|placement|provided|given|tried)\b[^:]{0,30}:",
    r"\bsuccessful\b[^.]{0,40}\b(?:extended|unsuccessful)\b[^.]{0,40}\b(?:unsuccessful|extended|ended)\b",
)
NOT_SO: Final = _any(r"\b(?:\w*n't|not|never|no)(?: \w+){0,3} $")
NO_WORRY: Final = _any(r"\b(?:no|any|without|zero|fewer|nothing)(?: \w+){0,2} $")
# It is said of no move that ended badly, unless it is denied.
GOOD: Final = _any(
    r"\bsuccess(?:ful(?:ly)?)?\b",
    r"\b(?:delighted|pleased|happy|glad) to (?:keep|offer) (?:him|her|them|[A-Z]\w+)\b",
    r"\bstay(?:s|ing)? (?:with us|for good|put)\b|\bstays\W*$|\bis (?:now )?ours\b|\bextended\b|\b(?:with a|it(?:'s| is| was) a|unanimous|resounding|big|definite) yes\b",
    r"(?:\bwe(?:'re| are| will be)|\bhappily|\bnow) keeping (?:him|her|them|[A-Z]\w+)\b(?! (?:in|off|back|at home|apart|away|out|busy|safe))",
    r"\b(?:now|is|become|becomes|became) (?:a )?(?:permanent(?:ly)?)\b(?! exclu)|\bpassed\b|\b(?:join(?:s|ed|ing)|(?<!back )on) our roll\b(?! (?:again|and comes off|no more|any ?more|any longer|until))",
)
# Of those, what is said of the very child whose trial is over.
STAYS: Final = _any(
    r"^(?!.*\b(?:other|another|brother|sister|sibling|twin|friend)\b).*\b(?:our roll|stay(?:s|ing)? (?:with us|for good|put)|stays(?=\W*$)|is (?:now )?ours|permanent(?:ly)?|keeping (?:him|her|them)|yes|successful trial)\b"
)
# An end that is no good one. Without any of it, and with good news beside it, a trial is only over.
ILL: Final = _any(
    r"\b(?:not|never|cannot|no longer|back|return\w*|sadly|unfortunately|sorry|afraid|regret\w*|early|sooner|immediate|following|after|because|due to)\b|n't\b",
    r"\b(?:fail|br[eo]k|terminat|unsuccess|ceas|withdr|cancel|stop|collaps|discontinu|abandon|scrap|pull|incident|refus|fight|assault|exclu|suspen)\w*",
)
