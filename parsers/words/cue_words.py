"""The words by which a mail tells that a move has ended.

Data rather than code: a noun that means the move, a word that means its end, and the ways in which
the two are joined. What they mean together is in cues.py. Apostrophes have been made plain and
slips of the keys mended before these are asked.
"""
# ruff: noqa: E501 - a pattern that is broken over lines cannot be read

import re
from collections.abc import Mapping
from typing import Final


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _each(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


# Slips that leave no doubt which word was meant.
SLIPS: Final[Mapping[str, re.Pattern[str]]] = {
    "broken": _any(r"\b(?:brocken|borken|brokn|brocke|brokken)\b"),
    "broken down": _any(r"\b(?:broken|brocken|borken)-?down\b", r"\bbroken (?:dwon|donw|dow)\b"),
    "broke down": _any(r"\bbroke-?down\b"),
    "managed": _any(r"\b(?:manged|mananged|maneged|managd|mangaed|mannaged)\b"),
    "placement": _any(r"\b(?:palcement|placment|plcement|placemnt|plasement|placemen)\b"),
    "terminated": _any(r"\b(?:terminted|termiated|terminatd|teminated|termanated)\b"),
    "unsuccessful": _any(r"\b(?:unsuccesful|unsucessful|unsuccessfull|unsucsessful|unsucessfull)\b"),
    "collapsed": _any(r"\b(?:colapsed|collapesd|collasped|collpsed)\b"),
    "withdrawn": _any(r"\b(?:witdrawn|withdrawen|withdrwan|withdrawed)\b"),
    "failed": _any(r"\b(?:faild|faield|falied|failled)\b"),
    r"\1n't": _any(r"\b(is|do|was|has|are|did|does|have|were|could|would|wo|ca)nt\b"),
    r"\1've": _any(r"\b(we|they)ve\b"),
    # What is played or acted for is no trial of ours.
    "try-out": _any(r"\b(?:county|district|regional|national|rugby|football|soccer|cricket|netball|hockey|basketball|athletics|swimming|gymnastics|dance|drama|sports?|team|club|city|academy) trials?\b"),
    "it's": _any(r"\bits(?= (?:all |now |just |sadly )?(?:over|off|finished|ended|not|broken down|failed)\b)"),
}  # fmt: skip

# -- the move --------------------------------------------------------------------------------------

# A move, by any of its names.
_MOVE = (
    r"(?:managed[ -]?moves?|moves?|placements?|trials?(?: periods?)?|arrangements?|guest place(?:ment)?s?|places?|"
    r"dowimm|off[ -]?site directions?|mm|transfers?)"
)
# What only has to do with a move: "the placement review" is no placement.
_THING = (
    r"(?:reviews?|meetings?|forms?|requests?|panels?|polic(?:y|ies)|protocols?|paperwork|packs?|pages?|portals?|bulletins?|newsletters?|"
    r"officers?|teams?|co-?ordinators?|start|windows?|procedures?|guidance|training|templates?|documents?|documentation|links?|taxis?|"
    r"transport|contracts?|timetables?|visits?|interviews?|letters?|e-?mails?|process(?:es)?|budgets?|funding|costs?|list|numbers?|"
    r"figures|log|spreadsheet|webinar|conference|course|leads?|referrals?|applications?|of (?:the|an?|our|new)\b)"
)
IS_MOVE: Final = rf"\b{_MOVE}(?:'s(?= (?:now |just |sadly )?(?:been|over|off|ended|failed|fallen|broken|collapsed|finished|come|not)\b))?\b(?!['\s-]+{_THING}\b)(?!\?)"
# Where another clause begins, the tail of the move's name ends.
_CLAUSE = (
    r"(?:is|are|was|were|be|been|being|has|have|had|do|does|did|will|would|may|might|can|could|shall|should|must|"
    r"starts?|started|begins?|began|goes|going|went|continues?|not|never|if|whether|unless|who|whom|whose|which|"
    r"that|where|when|while|because|since|as|but|so|although|though|however|we|i|he|she|they|it)"
)
# "of Sam Oak, Year 9, from one school to another": names and particulars, no verb of their own.
_TAIL = rf"(?:[,\s()]+(?!{_CLAUSE}\b)[\w.'&/-]+){{0,20}}?"
# What may stand between the move and its end: helping verbs, and words of when and how.
_AUX = (
    r"(?:'s|has|have|had|is|was|are|were|be|been|being|will|would|must|should|shall|to|therefore|now|just|then|already|also|all|both|since|"
    r"formally|officially|sadly|today|yesterday|tonight|last night|so far|clearly|effectively|soon|in fact|sort of|considered|"
    r"deemed|judged|and|nothing|proved|proven|remained|found|felt|due|set|scheduled|planned|declared|decided|agreed|come|had to|going|needs?|not|never|isn't|hasn't|wasn't|won't|haven't|aren't|didn't|doesn't|"
    r"\w{3,}ly|as|an?|the|we|i|think|it)"
)
_LINK = rf"(?:[,\s()]+{_AUX}\b){{0,7}}?[,\s():-]+"
_DET = rf"(?:(?!(?:{_CLAUSE}|of|for|about|with|and|or|that|who|in|on|at|by|from|to|the (?:review|meeting))\b)[\w.'&/-]+\s+){{0,5}}?"
_AN_END = r"(?:an?|its|the|his|her|their)?\s*(?:\w+\s+){0,2}?(?:end|close|halt|stop|conclusion)"

_CHILD = r"(?:him|her|them|(?-i:[A-Z][a-z]+|[A-Z]{1,2}\b|[A-Z]\.\s?[A-Z]\.)(?: (?-i:[A-Z])\w+)?|the (?:pupil|child|student|young person))"

# -- its end ---------------------------------------------------------------------------------------

_ENDED = (
    r"(?:failed(?! to (?!work|succeed|be |last|take|thrive|meet))|failing|broken down|broke down|breaking down|ended|ending|ends|end|over(?! (?:the|an?|\d|to)\b)|terminated|terminating|ceased|ceases|cease|"
    r"finished|finishes|finish|collapsed|unsuccessful|withdrawn|rescinded|revoked|aborted|abandoned|cancelled|cut short|discontinued|"
    r"stopped|stops|stop|halted|scrapped|concluded (?:unsuccessfully|as|early)|closed|run its course|"
    rf"(?:come|comes|coming|came|been brought|brought|drawn|drawing|at|put|reached)\s*(?:to|at)?\s*{_AN_END}|at {_AN_END}|"
    r"come to nothing|f(?:allen|ell|alling|alls) (?:through|apart|away)|called off|off(?! (?:to|sick|ill|site|with|for|school))|unravelled|unworkable|untenable|unviable|"
    r"no longer (?:viable|tenable|sustainable|appropriate|happening|going ahead|continuing|working|in place|needed|required))"
)
_TO_END = (
    r"(?:end(?! dates?\b)|ends|ending|ended|terminat\w+|ceas\w+|stop|stopped|stopping|halt\w*|withdraw\w*(?: from)?|withdrew(?: from)?|cancel\w*|"
    r"rescind\w*|revok\w*|abandon\w*|abort\w*|discontinu\w+|scrapp?\w*|clos(?:ed|ing)(?: down)?|pull(?:ed|ing)?(?: out of)?|"
    r"(?:pull|pulled|pulling|put|putting) the plug on|(?:cut|cutting) short|"
    r"call\w* (?:time|an? end|a halt|it a day|off|quits)(?: on| to| with)?|(?:put|putting|puts) (?:an end|a stop) to|dr[ae]w\w* a line under|"
    r"(?:giv(?:e|es|ing|en)|gave) up on|(?:take|took|taken|taking|pull|pulled|pulling|withdr\w+) (?:\w+ ){1,3}?(?:out of|off|from))"
)
# The move is said to be over: "the placement ... has broken down".
OF_THE_MOVE: Final = _each(
    rf"{IS_MOVE}{_TAIL}{_LINK}{_ENDED}\b",
    rf"{IS_MOVE}{_TAIL}\s+lasted\b[^.;]{{0,40}}\bbefore it\b",
    rf"\bdid {_DET}{IS_MOVE}{_TAIL}\s+(?:break down|fail|collapse|end|stop|finish|fall (?:apart|through)|come to an end)\b",
    rf"\b(?:time|stay|journey|chapter) (?:here|with us|with you|at (?-i:[A-Z])\w+(?: (?-i:[A-Z])\w+)*|on (?:the|his|her|their) {_MOVE}){_LINK}{_ENDED}\b",
)
# The move before this one.
PREVIOUS: Final = _any(rf"\b(?:last|previous|first|other|old|earlier|former) (?:\w+ )?{_MOVE}\b")
# What a clause is about: "the managed move started well".
OF_A_MOVE: Final = re.compile(rf"\s*{_DET}{IS_MOVE}", re.IGNORECASE)
# Somebody ends it: "we have ended his placement", "the governors have called time on the trial".
BY_SOMEBODY: Final = _each(
    rf"\b{_TO_END}\s+{_DET}(?:{IS_MOVE}|time with us\b|time here\b)",
    rf"\b(?:bring\w*|brought)\s+(?:{_DET}{IS_MOVE}|it|this|things)\b{_TAIL}\s+to {_AN_END}\b",
    rf"\bkn?ock(?:ed|ing)?\s+(?:{_DET}{IS_MOVE}|it|this|things)\s+on the head\b",
    rf"\b(?:concluded|closed)\s+{_DET}{IS_MOVE}{_TAIL}\s+(?:as |early|unsuccess)",
    rf"\bfailed (?:his|her|their|the) (?:\w+ )?{_MOVE}\b(?!\s+{_THING})",
    rf"\b(?:(?:decided|agreed|decision|resolved|chosen)\b(?:[,\s]+(?!{_CLAUSE}\b)[\w.'/-]+){{0,8}}?[,\s]+|(?:going|had|have|need|obliged|forced|time) )to (?:end|terminate|stop|cease|withdraw|finish|close|discontinue) "
    rf"(?:it|(?:the|this|his|her|their) (?:\w+ )?{_MOVE})\b(?!\s+{_THING})",
    r"\b(?:we|we have|we've|and|so|have|had|has) (?:\w+ly |now |today |therefore )?(?:ended|stopped|terminated|ceased|withdrawn) it\b",
    r"\bmust (?:now )?(?:terminate|end it)\b",
    rf"\bbreak\s?down of (?!(?:an?|any|each|every) )(?:\w+ ){{0,2}}?{_MOVE}\b(?!\s+{_THING})",
    rf"\b(?:termination|failure|collapse|cessation|discontinuation) of {_DET}{IS_MOVE}(?! (?:will|would|may|might|could|can|leads?|triggers?|means?|results?|lead to)\b)",
    r"\bdecision to end\b|\bdecided to end\b",
)
# It does not go on. Here "not" belongs to the cue.
_NO = (
    r"(?:\bnot|n't|\bnever|\bcannot|\bno longer|\bunable|\bunwilling|\bnot possible|\bneither|"
    r"\bwithout(?= success)|\bfail(?:s|ed)? to|\bdeclin(?:e|es|ed|ing)(?: to)?|\brefus(?:e|es|ed|ing) to)"
)
_CONTINUE = (
    rf"continu\w+(?!\s+(?:its|the|our|their|his|her)\s+(?!(?:[\w'-]+\s+){{0,3}}?{_MOVE}\b)\w)"
)
_GO_ON = (
    rf"(?:{_CONTINUE}|proceed\w*|progress\w*|go(?:ing)? (?:on|any (?:further|longer)|further|ahead)|gone (?:on|ahead)|carr(?:y|ied|ying) (?:it |this )?on|"
    r"sustain\w*|surviv\w+|succe(?:ed|eded)|work(?:ed|ing)?(?: out)?|success(?:ful)?|permanent|(?<!the )(?<!his )(?<!her )last(?:ed)?(?! (?:one|time|year|week|term|month|day)\b)|viable|tenable|passed|pass|honou?r\w*)"
)
_WORDS = r"(?:[,\s]+(?!(?:if|unless|until|but|and|because|yet|sure|only|just|later|before)\b)[\w'-]+){0,6}?"
# What follows tells that something else does not go on: "not continue with the review".
_OF_ELSE = rf"(?!\s+(?:with|on|to|at|in)?\s*(?:the|our|his|her|your|their|a|any|this|that)?\s*(?:[\w-]+\s+){{0,3}}?{_THING}\b)(?!\s+(?:with|on|at|in|as|to be|badly|hard|late)\b(?!\W*$|\s+(?:this|it|him|her|them|us|with|the|his|their|(?-i:[A-Z])\w+)\b))"
NOT_ON: Final = _each(
    rf"{IS_MOVE}{_TAIL}(?:[,\s()]+(?:{_AUX}|could|can|do|does|did)\b){{0,4}}?[,\s()]+[\w']*{_NO}{_WORDS}[,\s]+{_GO_ON}\b{_OF_ELSE}",
    rf"{_NO}{_WORDS}[,\s]+(?!work)(?:{_GO_ON}|make|keep(?: up)?|maintain|support|want\w*|uphold|offer\w*)\s+(?:with |on |on with )?{_DET}{IS_MOVE}",
    rf"\bno (?:\w+ )?{_MOVE} (?:any ?more|any longer|now)\b",
    rf"{IS_MOVE} (?:is|was|will be) ?(?:n't|not) (?:needed|required|wanted) (?:any ?more|any longer|now)\b",
)
# The same without a word for the move: enough by themselves in a mail of a school.
NOT_ON_ALONE: Final = _each(
    r"\b(?:will|would|is|are|was|has|have)\s?(?:not|n'?t)\b(?:\W+\w+){0,4}?\W+"
    rf"(?:{_CONTINUE}|progress\w*|permanent|proceed\w*|carry\w* on)\b(?!\s+(?:to|at|as)\b)"
    + _OF_ELSE,
    r"\bwon'?t (?:be )?(?:continu\w+|progress\w*|made permanent|proceed\w*)\b(?!\s+(?:to|at|as)\b)"
    + _OF_ELSE,
    r"(?:\bnot|n'?t|\bnever) (?:just |really |simply )?(?:going to )?(?:be )?work(?:ing|ed)?(?: out)?\b(?!\s+(?:on|at|in|from|hard|with|today|as|for)\b(?! (?:us|either|him|her|them|(?-i:[A-Z])\w+)\b))",
    rf"\bno longer (?:be )?(?:host|keep|tak|accommodat|educat)(?:e|ing)? {_CHILD}",
    r"\bno longer (?:agrees?|consents?|wants?|able to (?:keep|have)|continu\w+)\b",
    r"\b(?:can\s?not|can'?t|unable to|won'?t|will not) (?:be )?(?:have|having|keep|keeping|take|taking)\b"
    r"(?:\W+\w+){0,2}?\W+(?:back|any longer|any more|anymore)\b(?! to (?:you|me|us) (?:on|about|with)\b)",
    r"\bchanged (?:his|her|their) minds?\b",
    r"\b(?:can\s?not|can'?t|unable to|could not) (?:continue|go on|carry on) (?:with (?:this|it|him|her|them)\b|any (?:longer|more)\b)",
    rf"\bno longer (?:viable|tenable|on an? (?:\w+ )?{_MOVE}\b|attend\w* (?:here|with us|(?-i:[A-Z])\w+)|a (?:\w+ )?pupil here|with us\b)",
    r"(?:\bnot|n'?t) (?:be |to |going to )*(?:com(?:e|ing) back|return(?:ing)?) "
    r"(?:to us|here|to (?!school|lessons|class|college|work|the|full|his|her|their)\w+)\b(?!.*\b(?:until|till|before)\b)",
    r"(?:\bnot|n'?t|\bnever) (?!yet\b)(?:been )?(?:a )?success(?:ful)?\b",
    rf"(?:\bnot|n'?t)\b(?:\W+\w+){{0,3}}?\W+(?:continu\w+|carry\w* on|proceed\w*|go\w* (?:on|ahead)) with "
    rf"(?:it|(?:the|this|his|her|their) (?:\w+ )?{_MOVE})\b(?!\s+{_THING})",
    r"\bno longer in a position to (?:offer|keep|have|accommodate|host)\b|\bnot (?:be )?able to (?:offer|keep|host)\b(?=.*\b(?:place|any longer|any more)\b)",
)
# Said of no move by name, and yet of nothing else.
IDIOMS: Final = _each(
    r"\b(?:call\w*|put|bring\w*|brought) an end\b",
    r"\b(?:bring\w*|brought)\b(?:\W+\w+){0,6}?\W+to (?:an end|a close|a halt)\b",
    r"\b(?:send(?:ing|s)?|sent) (?:him|her|them) back\b(?! (?:to|into) (?:class|lessons?|work|school|his|her|their)\b)",
    r"\bit (?:will|is to) (?:now )?(?:end|cease|stop|finish)\b",
    r"\bend of the road\b|\bpulled the plug\b|\brun its course\b|\bcalled time on\b",
    r"(?<!term )(?<!week )(?<!day )(?<!timetable )(?<!support )\bha[sd] (?:now |sadly )?come to an end\b",
    r"\boutcome\W+(?:\w+\W+){0,4}?(?:unsuccessful|terminated|failed)\b|\b(?:was|been|is) unsuccessful\b"
    rf"(?! (?:in|with|for) (?:the|his|her|their|an?|getting|gaining) (?!(?:[\w-]+ )?{_MOVE}\b))",
    r"\bfinish\w*\b(?:\W+\w+){0,2}?\W+with us\b",
    r"\b(?:withdrawn?|withdrew|withdrawing|withdraws)\b(?:\W+\w+){0,2}?\W+(?:consent|agreement|offer|permission)\b",
    r"\b(?:this|it|which) (?:has |had )?(?:now |sadly |just |clearly )?(?:ended|broke(?:n)? down|failed(?! to))\b",
    r"\b(?:this|it|which) (?:was|has been|had been) (?:\w+ly |then )?(?:ended|terminated|called off|discontinued|brought to an end)\b",
    r"\b(?:wants?|would like) (?:him|her|them|(?-i:[A-Z])\w+) back\b",
)
LAST_DAY: Final = _each(
    r"\b(?:last|final) (?:day|session|lesson)s?\b(?! (?:of|in) (?:term|half|school|year)\b| (?:before|for)\b)"
    rf"(?! (?:of|in|on|with|under|using|doing) (?:the|an?|his|her|their|our|my|this) (?!(?:[\w'-]+ ){{0,2}}?(?:{_MOVE}|school|academy|college|roll|books|register|site)\b))"
)
# Said of "it", where the subject of the mail is the move.
OF_IT: Final = _each(
    r"^\W*(?:unsuccessful|terminated|withdrawn|failed|ended|finished)\b(?=\W*$|,? (?:back|returned|returns|returning|and|as of|from|on|at|today|yesterday|wef|by)\b)",
    r"\b(?:it|this|that)(?:'s| is| has| was)?(?: \w+ly| all| now| been| just| it){0,2} (?:over|off|finished|ended|failed|broken down|broke down|fallen (?:through|apart)|collapsed|been terminated|been stopped)\b(?! (?:to|the|sick|ill|well|happily|and done with the))",
)
# Of the child, to the home school; said by "I" or "we" it may be only a promise to answer.
COMING_BACK: Final = _each(
    r"\breturn(?:s|ing|ed)? to (?:you\b|yours\b|your (?:school|site)|(?:(?:his|her|their|the) )?home school)",
    r"\b(?:(?:com(?:e|es|ing)|came|go(?:es|ing)?|gone|went|sent|transition\w*(?: \w+)?|start\w*) back|resum\w+) (?:to|with|at) "
    r"(?:you\b|yours\b|(?:his|her|their) (?:home|own|old|original) school|(?:the )?home school)",
    r"\bback on(?:to)? your (?:roll|books|register)\b",
    r"\bre-?admitted (?:to|at|by) (?:you\b|yours\b|your school|(?:(?:his|her|their|the) )?home school)",
    r"\bback (?:with you|at yours|(?:at|in|with) (?:(?:his|her|their|the) )?home school)\b",
    r"\bbe (?:in |back )?with you (?:again )?from\b(?! \d+(?:[.:]\d+)?(?: ?[ap]m)?\b(?!(?:st|nd|rd|th|/)))",
)
# Somebody sends the child back.
SENT_BACK: Final = _each(
    r"\btransition\w* (?:him|her|them) back\b",
    rf"(?<!please )\b(?:return|send|sent|hand|transfer)\w* (?:back )?{_CHILD} (?:back )?to (?:you\b|yours\b|(?:his|her|their|the) (?:home|own|old|original) school)",
    rf"\b(?:hand|giv|send)(?:ed|ing|e)? {_CHILD} back\b(?! (?:to|into|his|her|their|the|a|an|my|work|some|that|this|up)\b)",
)
# Half a cue: no word for the move in it. Whole where the mail is about a move by its subject.
HALF: Final = _each(
    r"\b(?:sent|handed|returned|brought) back (?:to|by) (?!class|lessons?|school|work|the office|me\b)\w+",
    r"\b(?:been|was|is|being) (?:sent|handed) back\b(?! (?:to|into) (?:class|lessons?|work|school|his|her|their)\b| (?:for|in)\b)",
    r"\b(?:kick|boot|chuck|turf)(?:ed|ing) (?:(?:him|her|them|\w+) )?out\b(?! of (?:class|lessons?|the (?:room|lesson|class|canteen))\b)|\b(?:thrown|threw) (?:him|her|them) out\b(?! of (?:class|lessons?|the)\b)",
    r"\b(?:asked|told)(?: (?:him|her|them|(?-i:[A-Z])\w+))? (?:to leave|not to (?:come|return|go) (?:back|to)|not to come)\b(?! (?:early|the room|the lesson|class))",
    r"\b(?:permanently )?excluded from (?:the |our |his |her )?(?:host|receiving|new|us\b|(?-i:[A-Z])\w+)",
    r"\bnot (?:to )?(?:come|return) (?:back )?to us\b|\bnot to come back\b",
    r"(?:\bnot|n't|\bcannot|\bnever|\brefus\w+ to) (?:be |to |(?:intend|wish|want|plan|propose|going|able|willing|prepared) to )?(?:keep(?:ing)?|admit(?:ting)?|hav(?:e|ing)) (?:him|her|them|(?-i:[A-Z])\w+)(?: (?:back|here|at the end|on|any|after)|\W*$)",
    r"(?:\bnot|n't|\bcannot) (?:be )?(?:attend(?:ing)?|stay(?:ing)?|remain(?:ing)?) (?:here|with us|at (?-i:[A-Z])\w+)\b",
    r"(?:\bnot|n't|\bcannot) (?:be )?(?:com(?:e|ing)|go(?:ing)?|return(?:ing)?) back (?:to|there|here)\b(?! (?:the |his |her |their )?home school)",
    r"(?:\bnot|n't) (?:be )?(?:com(?:e|ing)|return(?:ing)?) (?:back )?to us\b",
    r"\b(?:not|n't) (?:be )?returning to (?-i:[A-Z])\w+",
    r"(?:\bnot|n't) be (?:returning|coming back) (?:after (?:today|tomorrow|\w+day|this)|any ?(?:more|longer)\b|again\b)",
    r"n't want\w* (?:him|her|them) (?:back )?(?:out|here) any ?(?:more|longer)\b",
    rf"\b(?:taken|taking|took|have|having) {_CHILD} back (?:as of|from|today|tomorrow|this (?:morning|week|afternoon)|now|on(?:to)? (?:our|the) roll|here|in(?: lessons)?(?: here| with us)|(?:in )?with us)\b",
    rf"\b(?:refus\w+|not going|(?:will|does|do|is) ?(?:not|n't)(?: be)?|won't(?: be)?) (?:to )?(?:let|send|sending|letting)\w* {_CHILD} (?:(?:go|come|return|back) )*(?:(?:to|back) [\w' ]{{2,40}}?)?(?:any ?(?:more|longer)|again)\b",
    rf"\b{_MOVE} (?:for|of) {_CHILD} (?:is|was|will be) (?:no longer|not) (?:\w+ )?(?:available|open|on offer|there)\b|\b(?:his|her|their) {_MOVE} (?:is|was) no longer (?:available|open|on offer)\b",
    r"\bpulled (?:him|her|them|(?-i:[A-Z])\w+) out of (?-i:[A-Z])\w+",
)
# Fainter still: what else it might mean is as likely. Only ever for the daily list.
FAINT: Final = _each(
    r"\bback with us\b|\breturned to us\b|\bback (?:at|in|to) (?:his|her|their) (?:old|own|home|previous|original) school\b",
    r"\b(?:went|gone|goes|going|moved|moving|let (?:him|her|them) go) back to (?-i:[A-Z])\w+|\bis back (?:at|in|with) (?-i:[A-Z])\w+|\breturned to (?-i:[A-Z])\w+",
    r"\boff our books\b|\bon (?:your|our) (?:roll|books|register|timetable) (?:again|from)\b|\bback on (?:your|our|to your) (?:roll|books|register)",
    r"\b(?:he|she|they)(?:'s| is|'re| are) (?:all )?yours\b|\btake (?:him|her|them|(?-i:[A-Z])\w+) back\b|\bhad enough\b|\bwants? rid of\b|\bsaid no to (?:making|keeping|having|continuing)\b|\bwash(?:ed)? (?:our|their|her|his) hands of\b|\bleft us\b|\bexclusion from (?-i:[A-Z])\w+",
    r"\bmov(?:e|es|ed|ing) (?:him|her|them) back\b|\bre-?join(?:s|ed|ing)? (?:us|you|(?-i:[A-Z])\w+)\b|\bno longer (?:at|in|attending) (?-i:[A-Z])\w+",
    r"\bback on our roll\b|\bnot (?:our|a) (?:pupil|student)(?: here| with us)? any ?(?:more|longer)\b|\bfinished with (?:him|her|them)\b|\ball yours\b|\byours (?:again|from)\b|\b(?:can|may) have (?:him|her|them) back\b|\bdone with us\b|\bfinish\w* here\b",
    r"\b(?:his|her|their) return\b(?! (?:to|from) (?:school|lessons|class|illness|full))|\bburnt? (?:his|her|their) bridges\b",
    r"\bpermanently excluded\b|\bpex(?:ed|'d)\b",
    rf"\b{_MOVE}\b.{{0,40}}\b(?:gone (?:wrong|belly up|pear[- ]shaped|south)|no more|dead|in tatters|not (?:last|make it)|n't (?:last|make it))\b|\bgone wrong (?:here|with us)\b",
    rf"n't (?:pass|make it|get through|complete|last|survive)\b.{{0,30}}\b(?:{_MOVE}|weeks?|fortnight|months?|days?|term|point|with us)\b",
    rf"(?:\bnot|n't) (?:be )?(?:want(?:ing)?|tak(?:e|ing)) {_CHILD} (?:back|on|permanently)\b|\boff[- ]?rolled\b|\bthrow(?:n|ing)? in the towel\b|\bthrew in the towel\b",
    r"\bwe have (?:closed|ended|stopped) it\b|\benough is enough\b|\bpulled (?:him|her|them) out\b|\bwithdrawn (?:him|her|them)\b(?! from (?!us|here))",
)
# A heading has no verb: "Breakdown of managed move", "Failed placement - TW".
HEADINGS: Final = _each(
    rf"\b(?:break\s?down|termination|failure|collapse|cessation) (?:of|in) (?:[\w.']+ ){{0,3}}?{IS_MOVE}",
    rf"\b{_MOVE} (?:break\s?down|termination|failure|collapse)\b(?!['\s-]+{_THING}\b|s\b)",
    rf"\b(?:failed|terminated|unsuccessful|collapsed|ended|cancelled|broken down) (?:{_MOVE})\b(?!['\s-]+{_THING}\b)",
)
FAINT_HEADINGS: Final = _each(
    rf"\b(?:end|ending|withdrawal|conclusion|cancellation) (?:of|from) (?:[\w.']+ ){{0,3}}?{IS_MOVE}"
)

# It goes on, or somebody worries; and whether a mail is about a move at all.
GOES_ON: Final = _any(
    rf"\b{_MOVE}\b(?:\W+\w+){{0,2}}?\W+(?:continues|goes on|is going (?:on|(?:so |very |really )?well|great)|going (?:(?:so |very |really )?well|great)|carries on|is fine|fine|ok|(?:is|n't|not) (?:un)?affected|unaffected|resumes|going ahead|goes ahead)\b"
)
WEAK: Final = _any(
    r"\b(?:concern(?:s|ed)?|worried|at (?:serious )?risk|(?:not |un)sustainable|emergency meeting|"
    r"call it a day|(?:may|might|could) (?:well )?have to (?:end|stop|withdraw|think)|"
    r"(?:consider\w*|thinking (?:of|about)|discuss\w*) (?:ending|stopping|withdrawing)|struggling|incidents?|suspen(?:ded|sion)|refus(?:es|ed|ing|al)|removals?|"
    r"can(?:no|')t guarantee|fragile|(?:not|n't) (?:going well|coping|settling)|giving up on|escalat(?:ed|es|ing)|"
    r"end of (?:\w+ )?tether|unmanageable|deteriorat\w*|in jeopardy|by a thread|in crisis|"
    r"how we (?:can )?carry on|(?:meet|review) (?:early|earlier)|early (?:review|meeting)|how (?:much )?longer|isolat(?:ed|ion)|truant\w*|"
    r"(?:want|threaten)\w* to (?:pull|take) (?:him|her|them|(?-i:[A-Z])\w+) out|"
    r"bring (?:the )?\w* ?(?:review|meeting) forward|breaking point|last chance|final warning)\b"
)

# -- whether a mail is about a move at all -----------------------------------------------------------

ABOUT: Final = _any(
    r"\bman\w*ged[ -]?moves?\b|\bMM\s?-?[12]\b|\bMM-\d\d-\d{4}\b|\boff[ -]?site direction|\bdowimm\b",
    r"\b(?:trial|guest|host)(?:\s+school)? (?:place(?:ment)?|move|period|pupil|student)|\bmm (?:review|form)",
    r"\b(?:receiving|host) school\b",
)
# A move of things, and of no pupil: "a managed move of furniture".
OF_THINGS: Final = _any(
    r"\bman\w*ged[ -]?moves? (?:of|for) (?:(?:the|our|all|some|its|old|new|school|office|it|ict)\s+){0,3}"
    r"(?:furniture|equipment|data|files|records|servers?|stock|books|offices?|classrooms?|boxes|desks|chairs|library|staff ?room|computers|laptops|systems?|e-?mails?|mailboxes|accounts|software|departments?|kit|resources|lockers|portakabins?)\b"
)
NAMES_A_MOVE: Final = re.compile(
    r"\bmanaged[ -]?moves?\b|\bMM\b|\bplacement\b|\btrial\b|\bdowimm\b|\boff[ -]?site direction",
    re.IGNORECASE,
)
PERHAPS: Final = _any(r"\b(?:placement|trial|dual regist\w+|final review)\b")
SCHOOLISH: Final = _any(
    r"\b(?:pupil|student|child|mum|dad|parents?|carers?|home school|roll|permanently|y(?:ear)?\s?\d{1,2}|[A-Z]\.\s?[A-Z]\.)"
)
