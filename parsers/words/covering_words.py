"""The words by which a mail takes back, questions or puts off the form that it brings.

Data rather than code: each pattern is one way in which an office puts it. What they mean together,
and which of them count beside an attached form and which only beside one typed into a mail, is in
covering.py. Apostrophes have been made plain and a paragraph is one line before these are asked.
"""
# ruff: noqa: E501 - a pattern that is broken over lines cannot be read

import re
from typing import Final


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_FORM = r"(?:form|paperwork|notice|notification|report|document|doc|file|version|copy|attachment|e-?mail|message|mm\W?[12]|outcome form)s?"
_THIS = r"(?:this|that|it|these|the|my|our|attached|enclosed)"
_NOT = r"(?:not|never|nothing|no|none|nobody|cannot|yet to|(?:has|have|had|was|were|is|are|did|do|does|wo|ca|can)n'?t)"
_GAP = r"(?:\s+(?!(?:and|but|so|that|because|since|when|after|before|which|who|then|therefore|we|they|it)\b)[\w'/-]+){0,5}?"  # words between, within one clause
_NOT_TO_GO_ON = (
    r"(?!\s+(?:to\s+)?(?:(?:extend|continue|carry|go|keep|mak)\w*|an? extension|a further|another))"
)
_DECIDED = (
    r"(?:decid\w+|agreed|finali[sz]ed|finali[sz]ing|final(?! (?:review|meeting|day|week|report|session|warning|straw))|confirmed|approved|ratified|official|definite|concluded|"
    r"sign(?:ed)? (?:this |it |that |these )?off|made (?:up )?(?:our|his|her|their|a|any) minds?)"
)
_ACTED = (
    r"(?:act(?:ed|ing)?|action(?:ed)?|process(?:ed|ing)?|proceed|send (?:it|this|these|them|any|out|the|on)|be (?:sent|shared|processed|actioned|used|circulated|issued|acted|recorded|logged|released)|"
    r"circulate|issue|tell|inform|notify (?:the )?(?:parents?|mum|dad|famil\w+|carers?|home|anyone|school)|contact (?:the )?(?:parents?|mum|dad|famil\w+|carers?)|"
    r"(?:use|record|log|file|count|treat|accept|release|register|enter|read|open|rely|consider) (?:it|this|these|the|that|on|attached|as|anything|to)(?! (?:mailbox|address|e-?mail|account|number|inbox))|use(?=\W*$)|send(?! (?:any |further |more )?(?:e-?mails?|replies|personal))|do anything|take (?:this|it|any action|action)|"
    r"go ahead|write to|ring (?:the )?(?:parents?|mum|dad|home)|bother)"
)

# What tells readers in general and says nothing of the form: warnings, legal notices, slogans.
LEGAL: Final = _any(
    r"\bintended (?:recipient|addressee|solely|only|for the)\b|\bnot meant for you\b|\bnamed (?:recipient|addressee|person)",
    r"\bif\b.{0,60}\b(?:receiv\w+|sent|reached|addressed|got)\b.{0,60}\b(?:in error|by mistake)\b",
    r"\b(?:this|the|any) (?:e-?mail|message|communication|transmission|information)\b.{0,100}\b(?:confidential|privileged)\b",
    r"\b(?:originated|comes?|came|sent|sender|mail) (?:is )?(?:from )?outside\b|\bexternal (?:e-?mail|sender|message)\b",
    r"\bunless you (?:recogni[sz]e|trust|know the|are expecting)\b|\b(?:click|open)\b.{0,40}\b(?:links?|attachments)\b",
    r"\b(?:before|think|need to) (?:you )?print\w*\b|\bprint\w* this (?:e-?mail|message)\b|\bconsider the environment\b",
    r"\bscanned for\b|\bvirus(?:es)?\b|\bmalware\b|\bviews?,? (?:or|and) opinions?\b|\bopinions? expressed\b|\bviews expressed\b",
    r"\blegally binding\b|\bunauthori[sz]ed\b|\bcopyright\b|\bregistered (?:office|charity|company|in england)\b|\bcompany (?:no|number|limited)\b",
    r"\bfreedom of information\b|\bdata protection\b|\bprivacy (?:notice|policy|statement)\b|\bunsubscribe\b|\bemail policy\b|\bgdpr\b",
    r"\bemail(?:s| messages)? (?:may|can|are|will) (?:be )?monitored\b|\bworking (?:hours|days|pattern)\b|\bexpect (?:you|a reply|a response)\b",
)
LEGAL_TOO: Final = re.compile(  # only right after such a sentence
    r"\b(?:cop(?:y|ied|ying)|disclos\w+|distribut\w+|disseminat\w+|delet\w+|destroy\w*|notify the sender|reliance|retain\w*|"
    r"liab\w+|warrant\w*|accurate|content is safe)\b",
    re.IGNORECASE,
)
NEVER_LEGAL: Final = re.compile(r"\b(?:draft|decid|decision)", re.IGNORECASE)
# Polite or practical lines that would otherwise sound like a doubt beside a form.
NEUTRAL: Final = _any(
    r"\b(?:please )?(?:do )?(?:let (?:me|us) know|contact (?:me|us)|get in touch|call (?:me|us)?|ring (?:me|us)?|e-?mail (?:me|us)?|shout|come back to (?:me|us)|do not hesitate to (?:contact|call|ring|e-?mail)(?: me| us)?)\s+(?:on [\d ]+ )?"
    r"(?:if|should|in case) (?:you|there)(?:'s| is)? (?:(?:would|may|do|will) )?(?:need|require|want|like|have|be|any|anything)\s*(?:any|anything|more|further)?(?:\s+(?:further|more|other|else|information|details?|questions?|queries|problems|copies|to add|you need|missing|needed|required))*",
    r"\bif (?:you|there)(?:'s| is| are)? (?:(?:would|may|do) )?(?:have |need |require |want )?any(?:thing)? ?(?:further |more |other |else )?(?:questions?|queries|problems|information|needed|required|from us|from me)?",
    r"\b(?:let (?:me|us) know|tell (?:me|us)|shout) if (?:this|it|that|the form|anything|something)(?:'s| is|'s not| isn't| is not) (?:not )?(?:wrong|correct|right|missing|unclear|clear|needed|incomplete|amiss)\b",
    r"(?<!not )\bas (?:we |just |already |previously )?(?:discussed|requested)(?: (?:earlier|yesterday|today|last week|(?:on|over|by) the (?:phone|telephone)|by (?:phone|telephone)|at (?:panel|the panel|the meeting)))?\b",
    r"\bdo not hesitate\b|\bdon't hesitate\b",
    r"\bif you (?:would like|wish|want) to (?:discuss|talk|speak|meet)\b[^.!?]*",
    r"\b(?:could|can|would|will)(?: ?not|n't)\s+(?:get\s+(?:it|the \w+|this)\s+to\s+)?(?:attach|open|upload|scan|print|download|edit|convert|load|sav)\w*(?!\s+yet)(?: (?:the|this|it|my|our)(?: (?:form|file|document|attachment))?)?",
    r"\bunable to (?:attach|open|upload|scan|print|download|edit|convert)\b(?: (?:the|this|it|my|our)(?: (?:form|file|document|attachment))?)?",
    r"\bnot (?:only|just) (?:by|in|on) (?:e-?mail|post|paper)\b",
    # what stopped the file, and not the move: "your system would not take our Pages file"
    r"\b(?:your|our|the|my) (?:systems?|portal|server|e-?mails?|mailbox|inbox|filters?|firewall|computer|scanner|website|attachments?|network|pc|laptop) (?:keeps? |(?:would|will|could|did|does|has|is|was|are|were)(?: ?not|n't)? |won't |can't )(?:being |be )?"
    r"(?:accept|take|open|allow|like|send|upload|block|reject|refus|strip|attach|work|let)(?:ing|ed|s|e|en)?\b(?:\s+(?:it|them|this|us attach|(?:our|the|my|your|any|these|attach\w+|that)\s+(?:[\w.]+ ){0,2}?(?:files?|forms?|documents?|docs?|attachments?|versions?|pdfs?|pages)\b))?",
    # what a form prints of itself: who completes it, where it is sent, that no box stays blank
    r"\bto be completed (?:and (?:returned|sent|e-?mailed|signed) )?by (?:the )?(?:home|receiving|host|current|sending|referring|releasing) schools?\b(?:(?!\b(?:when|once|if|unless|until|after|decid\w*|agree\w*|not|yet|draft|but)\b)[^.!?])*(?=[.!?]|$)",
    r"\bplease (?:do not|don't) leave (?:any )?(?:box(?:es)?|fields?|sections?|parts?|spaces?|questions?|rows?) (?:blank|empty|unanswered)\b",
)

# Said of an earlier version, these speak for the one that comes with it.
EARLIER: Final = _any(
    r"\b(?:ignore|disregard|delete|bin|withdraw\w*|cancel|replac\w+|supersed\w+)(?:\s+(?!attached\b|this\b)[\w']+){0,3}?\s+(?:previous|earlier|last|first|old|older|prior|original|yesterday's|other)\b(?:\s+(?:e-?mail|mail|message|form|version|one|copy|attachment|draft|document|mm\W?[12]))*+"
    r"(?!\W+(?:and|or|with|plus|as well as)\s+(?:the |its |my |our |also )*(?:attached|attachment|this|enclosed|form|mm))",
    r"\b(?:replaces?|supersedes?|instead of|rather than|not|no longer|previous|earlier|old|first|last)\s+(?:the |a |an |my |our |any |just )*(?:previous |earlier |first |last |old |only )?drafts?\b",
    r"\b(?:ignore|disregard)\s+(?:this |it )?(?:e-?mail |message )?if (?:you(?:'ve| have)? )?already\b",
)
RIGHTED: Final = _any(  # "the right one is now attached"
    r"\b(?:now|has been|have|is|are) (?:been )?(?:corrected|amended|put right)\b|\b(?:attached|enclosed) again\b|\bre-?attached\b|\bre-?(?:sending|sent)\b(?! (?:soon|later|tomorrow|shortly))",
    r"\b(?:right|correct|corrected|proper|amended|updated|revised|new)\s+(?:(?:one|form|version|copy|document|file|mm\W?[12])\s+)?(?:is\s+|are\s+)?(?:now\s+)?(?:attached|enclosed|here|below)\b",
    r"\b(?:attached|enclosed|here|below|this)\s+(?:is|are|'s)\s+(?:now\s+)?the\s+(?:right|correct|corrected|proper|amended|updated|revised)\b",
)

# Beside any form, attached or typed: it is taken back, put off, not meant, or not decided.
DENIES: Final = _any(
    r"\b(?:ignore|disregard|ignoring|disregarding)\b",
    r"\bdraft(?:s|ed|ing)?\b|\bd\W{1,2}r\W{1,2}a\W{1,2}f\W{1,2}t\b",
    rf"\b{_NOT}{_GAP}\s+(?:an?\s+)?{_DECIDED}\b{_NOT_TO_GO_ON}",
    rf"\b(?:dont|havent|hasnt|didnt|isnt|wasnt|arent|werent)\b{_GAP}\s+{_DECIDED}\b{_NOT_TO_GO_ON}",
    rf"\b{_NOT}(?:\s+(?:yet|as|made|been|any|an?|the|final|come|to|reached|taken|formal|firm|had|have|is|was|definite|put|our|their)){{0,6}}\s+decisions?\b",
    rf"\bdecision\b{_GAP}\s+(?:not(?! to)|pending|awaited|to be (?:made|taken)|yet|open|outstanding|deferred|postponed)\b|\b(?:undecided|unconfirmed|unofficial|non-?final)\b",
    r"\bstill\b(?:\s+[\w']+){0,3}?\s+(?:decid\w+|decision|discuss\w*|considering|considered|thinking|deliberating|debat\w+|negotiat\w+|agree\w*)\b",
    r"\bunder (?:discussion|consideration|review)\b|\b(?:still|currently) in discussions?\b|\b(?:needs?|pending|subject to) (?:more |further |a )?(?:discussion|deliberation|consideration)\b",
    r"\b(?:await\w*|waiting (?:for|on)|pending|subject to)\s+(?:[\w']+\s+){0,3}?(?:decision|approval|agreement|sign-?off|go-?ahead|authori[sz]ation|governors?|confirmation of the (?:outcome|decision))\b",
    r"\bprovisional(?:ly)?\b(?!\s+(?:review|dates?|meeting|timetable))|\btentative(?:ly)?\b|\bpremature(?:ly)?\b|\btoo (?:soon|early) to\b",
    r"\bfor (?:your |some |any |further )?(?:comments?|feedback|thoughts|approval|input|views|amendment|checking|discussion)\b|\bfor your (?:review|check|consideration)\b|\bfor review and\b",
    rf"\b(?:do|should|must|can|to|please) not\b(?:\s+(?:yet|please|actually|just)\b)?\s+{_ACTED}\b|\b(?:don't|dont|mustn't|shouldn't)\s+(?:yet\s+)?{_ACTED}\b|\bnot to {_ACTED}\b",
    r"\bnot (?:yet )?for (?:(?:general|onward|wider) )?(?:circulation|distribution|release|action|processing|sharing|parents?|sending)\b|\bembargo\w*\b|\bno action (?:yet|is needed|needed|required|for now|please)\b",
    r"\b(?:please|can you|could you|must|to)\s+(?:\w+\s+)?(?:hold (?:off|fire|back|on|this|it)|wait (?:until|before|for (?:me|us|my|our)))\b|^\W*(?:hold|wait)\b|\bon hold\b|\bpark(?:ed)? (?:this|it)\b",
    r"\bbefore you (?:act|process|send|tell|do anything|take|proceed|go ahead|contact|inform)\b",
    rf"\b(?:withdraw\w*|withdrew|retract\w*|recall\w*|rescind\w*|cancel\w*|revok\w+)\s+(?:(?:{_THIS}\s+)+{_FORM}\b|(?:this|it|that|these)\b(?!\s+(?:offer|place|placement|consent|agreement|move|trial|managed|permission|arrangement))|(?:the |my |our )?(?:attached|enclosed)\b)",
    rf"\b{_FORM}\W+(?:(?:is|are|was|has|have|been|now|hereby)\s+)*(?:withdrawn|cancelled|retracted|recalled|rescinded|void|superseded|revoked)\b|\bplease (?:retract|recall|void)\b|^\W*(?:please |now )?(?:withdraw|withdrawn|retracted|cancel|cancelled|void|recall)\W*(?:$|mm)",
    rf"\bplease (?:delete|bin|destroy|remove|return|discard|shred) (?:{_THIS}\b)",
    rf"\b(?:{_THIS}|{_FORM})\s+(?:{_FORM}\s+)?(?:(?:is|are|was|does|do|should|did|has)\s+)*(?:no longer|not|n't)\s+(?:\w+\s+)?(?:valid|needed|required|correct|right|true|the case|accurate|apply|applies|applicable|stand|stands|real|genuine|ready|live|meant|count|be)\b|\b(?:isn't|wasn't|doesn't|isnt|doesnt) (?:valid|needed|correct|right|true|the case|accurate|apply|real|genuine|ready|live|meant|count)\b|\bno longer (?:valid|applies|apply|applicable|stands|true|the case)\b",
    r"\b(?:is|are|was) not (?:a )?(?:real|genuine|live|actual|valid)\b|\bnot (?:a )?real (?:form|case|pupil|child)\b",
    r"\b(?:an?|as|just|only|this|worked|filled[- ]in|made[- ]up)\s+(?:\w+\s+)?examples?\b(?!\s+of (?:his|her|their|the))|\bexamples? (?:only|form|of (?:an?|how|what))\b|^\W*examples?\b\s*(?:$|[:.,!-])|\b(?:specimen|dummy|mock(?:-| )?up|fictitious|fictional|hypothetical\w*|pretend|placeholder)\b|\bsample (?:form|only|copy|mm|of)\b|\ba sample\b|\bfor training\b|\bpractice (?:form|run|one|copy)\b|\bmade[- ]up\b",
    r"\btest (?:only|e-?mail|mail|message|form|run|data|submission|case|pupil|copy|please)\b|\b(?:a|as|just|only|another|quick|system) test\b|\b(?:just|only|we are|we're|i am|i'm|am) testing\b|^\W*testing\b\s*(?:$|[\W\d])|^\W*test\b\s*(?:$|[^\w\s]|\d)|\bmm\W?[12]\W+test\b|\btest\W+mm\W?[12]\b",
    r"\bwould look like\b|\b(?:for|as a) (?:your )?reference only\b|\bonly (?:a|an) (?:proposal|suggestion|idea|outline|first attempt|possibility)\b|\bthis is (?:only|just) (?:a|an|what|how|my|our|in case|to)\b|\bwork in progress\b|\bnot (?:a )?formal\b|\binformal(?:ly)? (?:only|at this stage)\b|\bat this stage (?:only|not)\b|\bplaced? on record only\b",
    r"\b(?:we|i)(?:'ve| have)? (?:now )?changed (?:our|my) minds?\b|\bsecond thoughts\b|\breconsider\w*\b|\bjump(?:ed|ing)? the gun\b|\bhas been (?:overturned|reversed)\b",
)
# Likewise, unless the mail says that the right one has come instead.
ERRORS: Final = _any(
    r"\b(?:sent|attached|submitted|forwarded|completed|filled (?:in|out)|e-?mailed|mailed|issued|uploaded|made|raised|generated)\b(?:\s+[\w']+){0,5}?\s+(?:in error|by mistake|by accident|accidentally|mistakenly|too (?:soon|early)|prematurely|in haste)\b",
    r"\b(?:accidentally|mistakenly|wrongly)\s+(?:sent|attached|submitted|forwarded|completed|e-?mailed|issued|uploaded)\b|\b(?:e-?mail|form|mm\W?[12]|attachment|message|this|it) (?:is|was|were|has been|had been) (?:all )?(?:a mistake|an error|wrong|incorrect|in error)\b|^\W*(?:in error|sent in error|by mistake)\b|\b(?:my|our) (?:mistake|error)\b",
    r"\bwrong (?:form|file|document|doc|attachment|version|one|pupil|child|student|kid|boy|girl|name|school|person|mm\W?[12]|outcome|box|date|upn|e-?mail|address|recipient|mailbox)\b",
    r"\breceived\b(?:\s+[\w']+){0,5}?\s+(?:in error|by mistake)\b|\bshould(?:n't| not) (?:\w+ )?(?:be|have|been|go|gone|sent?)\b",
)
# What it says is wrong, an earlier one's, or not to be used: beside any form, whatever else is sent.
AMENDS: Final = _any(
    r"\b(?:dates?|box|outcome|name|names|e-?mail|address|form|mm\W?[12]|it|this)\b[^.?!,;]{0,40}?\bshould (?:read|say|be|have (?:been|read|said))\b(?! (?:attached|enclosed|with you|in your|any|received|sent|enough|fine|ok|clear|all|there|complete\b))",
    rf"\bnot (?:the |an? |what |as )?(?:\w+ ){{0,3}}?(?:as |that is |that's |which is |is )?(?:(?:stated|written|shown|given|it says) )?on the {_FORM}\b",
    r"\b(?:dates?|box|outcome|details|name|year|school|ticks?)\b(?: \w+){0,4}? (?:is|are|was|were)(?: \w+)? (?:ticked )?(?:wrong(?:ly)?|incorrect|out of date|not right|made up|a guess|guess(?:es|ed|work)|approximate|estimated)\b",
    r"\b(?:i|we)(?:'ve| have)? (?:just )?(?:guessed|made up|invented|estimated)\b|\bignore the (?:tick|box|date|outcome|name|page|section|top|bottom|first|second)",
    rf"\b(?:attach\w*|enclos\w*|this|that|here)\b[^.?!,;]{{0,30}}?\b(?:old|previous|earlier|last (?:year|term|month|week)'s)\s+(?:\w+\s+)?{_FORM}\b(?! (?:was|were|is|had|has|did|by|which))",
    rf"\b{_FORM}\b[^.?!,;]{{0,20}}?\b(?:from|of|about) (?:his|her|their|the|an?) (?:previous|earlier|first|last|old|other) (?:managed )?(?:move|placement|trial|school)\b|\bused (?:last (?:year|term)'s|an? old|the old|another (?:pupil|child)'s) {_FORM}\b",
    r"\bwhat (?:we|i|the head) (?:plan|intend|propose|expect|would|will|want|am going|are going)(?: to)? (?:be )?send|\bmm\W?[12] (?:that |which )?(?:i|we|the head) (?:will|shall|plan|intend|am going|are going)\b[^.?!]{0,15}\bsend",
    r"\b(?:will|going to|plan(?:ning)? to|intend\w* to) (?:be )?(?:end|terminat|stop|finish|clos)\w*\b[^.?!]{0,40}?\b(?:at|after|following|pending) (?:the|our|next|tomorrow|a)\b[^.?!]{0,20}(?:meeting|review|panel)\b",
    r"\b(?:do not|don'?t|not to|never) (?:please )?(?:e-?mail|contact|ring|call|phone|write to|tell|speak to|text|inform|notify) (?:the |his |her |their )?(?:parents?|mum|mother|mam|dad|father|carers?|famil\w+|gran\w*|nan|them|him)\b",
    r"\b(?:head|headteacher|principal|executive head)\b[^.?!,;]{0,20}? (?:still (?:has |needs )?to sign|yet to sign|(?:has|have) ?(?:not|n't)(?: yet)? signed|to sign (?:it )?(?:tomorrow|later|next|on|when))\b|(?:\bnot|n't) (?:yet )?(?:been )?signed (?:off )?(?:yet )?by (?:the |our )?(?:head|principal)",
    r"\b(?:can|could|will|would|please)(?: you| someone)?(?: please)? check (?:this|it|the form|the attached)\b[^.?!]{0,30}?\bbefore\b",
    r"\b(?:e-?mail|address|number)s?\b[^.?!,;]{0,30}? (?:is|are) (?:actually )?(?:mine|ours|my own|the school's)\b|\bput (?:the school's|our own|ours|mine|my own|my (?:e-?mail|address|number))\b",
)
# A doubt about the decision itself.
DOUBTS: Final = _any(
    r"\b(?:should|shall|ought|must|may) (?:we|i|he|she|they|the (?:move|placement|trial))\b(?!\s+(?:also|now )?(?:send|post|e-?mail|use|fill|complete|sign|attach|include|put|copy))(?=[^.!]*\?|\s+\w+\s*(?:end|stop|go|tell|continue|terminate|extend|give|call|withdraw|\w*\s*(?:it|this|him|her|them)\b))",
    r"\b(?:do|don't) you (?:agree|think|feel|support)\b|\bwhat (?:do|would) you (?:think|suggest|advise|recommend)\b|\bwould you (?:agree|support|advise)\b|\bare you (?:happy|ok|okay|content|in agreement|agreeable) (?:with (?:this|it|the (?:outcome|decision|plan|proposal))|for us to|to|that)\b",
    r"\b(?:have|had) we (?:agreed|decided|all agreed)\b|\bhas (?:this|it|a decision|anything) been (?:agreed|decided|made|finali[sz]ed)\b|\bis (?:this|it|he|she|the (?:move|placement|trial)) (?:\w+ )?(?:final|agreed|decided|over|ended|ending|failing|finished|off)\b[^.!]*\?",
    r"\bis (?:this|it|the attached|that|everything|all (?:of )?this) (?:all |really |definitely |actually )?(?:right|correct|ok|okay|true|accurate|fair|what (?:we|was) (?:agreed|decided))\b[^.!]*\?|\bcan (?:this|that|it) be (?:right|correct|true)\b|\b(?:am|are) (?:i|we) right\b",
    r"\b(?:can|could) (?:we|i|they) (?:still |just |really |even )?(?:end|stop|terminate|withdraw|change|undo|reverse|revoke|extend)\b|\bis it (?:ok|okay|right|possible|acceptable|best|wise|fair|sensible) to (?:end|stop|terminate|withdraw|call|extend|send (?:him|her|them))\b|\bare we (?:allowed|right|able) to\b",
    r"\b(?:not|un|n't) ?(?:\w+ )?sure\b(?!\s+(?:who|where|how|which)\b)(?![^.?!]{0,30}\b(?:(?:right|correct|which|what|whose) (?:form|version|address|e-?mail|inbox|person|format|box)|you (?:got|received|have received)|attach\w*)\b)|\bhaving doubts\b|\b(?:in|some|my|our|serious|real) doubts?\b|\bdoubtful\b|\bis (?:this|that|it) the (?:right|correct|best) (?:decision|outcome|thing|course|result)\b",
    r"\b(?:if|unless|until|in case|provided|providing|assuming|as long as|depend\w* on|on condition)\b[^.?!]{0,60}\b(?:decid\w+|decision|agree[sd]?|agreement|approv\w+|sign(?:s|ed)? (?:it |this )?off|chang\w+ (?:our|his|her|their|my) minds?|go(?:es)? ahead|says? (?:yes|no)|governors?|panel)\b",
    r"\b(?:may|might|could) (?:yet |still |well )?(?:change|be (?:reversed|overturned|withdrawn|extended|wrong|different|reviewed))\b",
)
_PARENT = (
    r"(?:the |his |her |their )?(?:mum|mother|mam|dad|father|parents?|carers?|nan|gran\w*|family)"
)
# Beside an outcome form only: that the move goes on, or would end only under a condition, or that no
# school wrote it.
UNENDED: Final = _any(
    rf"\b(?:attached|enclosed|{_FORM}|this|it)\b(?: \w+)? from {_PARENT}\b|\b(?:filled in|completed|written|done|sent)\b(?: \w+){{0,2}}? by {_PARENT}\b",
    r"(?:\b(?:not|never)|n't)\s+(?:\w+\s+){0,2}?(?:ended|ending|over(?! the)|broken|breaking|failed|failing|finished|(?:a|the) (?:breakdown|end)|terminated)\b",
    r"\b(?:if|unless|in case)\b[^.?!]{0,60}\b(?:fail\w*|break\w*|broken|improve\w*|ends? (?:it|the|this)|not work\w*|works? out|settle\w*|continu\w+|carr(?:y|ies) on|come to (?:it|that|an end)|happen\w*|gets? worse)\b|\bif not\b|\bif we (?:do|have to|must|need)\b",
    r"\b(?:might|maybe|perhaps|possibl[ey]|potential(?:ly)?|likely|probabl[ey]|considering|thinking (?:of|about)|proposing|propose|would like to|hoping|planning|intend\w*|minded)\b(?:\s+[\w']+){0,4}?\s+(?:to )?(?:end\w*|breakdown|break down|terminat\w+|stop\w*|withdraw\w*|unsuccessful|fail\w*)\b|\bready in case\b|\bjust in case\b|\bto be used\b",
)

# Beside a form typed into a mail: there is nothing that makes it a document, so any of these is enough.
BESIDE: Final = _any(
    r"\?",
    r"\b(?:if|unless|whether|should|might|perhaps|maybe|possibl[ey]|probabl[ey]|presumabl[ey]|apparently|likely|unlikely|supposed\w*|assum\w+|guess|wonder\w*|doubt\w*|unsure|unclear|uncertain|hopefully|hypothetical\w*)\b",
    r"\b(?:not|never|cannot|neither|nor|nothing|none|without|no longer|no (?:decision|agreement|need|outcome|action|final|move|one))\b|n't\b|\b(?:dont|havent|hasnt|didnt|isnt|wasnt|arent|werent|doesnt|wont|cant|shouldnt)\b",
    r"\b(?:ignor\w+|disregard\w*|draft\w*|error|mistak\w+|accident\w*|wrong\w*|incorrect\w*|withdr[ae]w\w*|cancel\w*|retract\w*|recall\w*|void|delet\w+|example\w*|sample|specimen|dummy|test|testing|tests|template|blank|pretend|proposed|proposal|proposing|propose|provisional\w*|tentative\w*|pending|await\w*|waiting|wait|hold|premature\w*|undecided|denied|deny|den(?:y|ies)|untrue|false|fake|hoax|spam|phishing|suspicious)\b",
    r"\bmay (?:be|have|still|yet|come|end|go|need|change)\b|\b(?:think|thinking|believe|consider\w*|discuss\w*|deciding|reconsider\w*|understand)\b|\b(?:would|could) (?:be|look|have|we|you|this|it)\b|\bonly\b|\bunder review\b|\bfor (?:your )?(?:review|approval|comments?|checking)\b",
    r"\bforward(?:ed|ing)?\b|\bfwd?\b|\b\w+'s (?:e-?mail|mail|message|note|words)\b|\b(?:his|her|their) (?:e-?mail|mail|message|note)\b|\bwrote\b|\b(?:e-?mail|mail|message|note) (?:below )?from\b|\b(?:says|said|claims?|alleg\w+)\b|\bpasted from\b|\bcopied from\b|\breceived (?:this|the (?:below|following))\b|\bgot this\b|\bcame (?:in )?from\b",
)
