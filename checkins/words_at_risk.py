"""Whether a text sounds as if its writer might be in danger, so that a gentle page can stand before it is posted.

A rule set of our own, read by no clinician yet. It runs here, in linear time, and tells nobody: whoever asks about a
text gets yes or no and keeps nothing. It looks for the writer's own wish, plan or despair ("I", "myself"). What is
quoted, denied, or said of others does not count, nor does the talk of people who study medicine ("the patient
overdosed", "suicide risk factors"). It misses what is veiled, and other languages than English; it must never be more
than a nudge.
"""

import re
import unicodedata

LONGEST = 20_000

PLAIN = str.maketrans(dict.fromkeys("’‘´`", "'") | dict.fromkeys("“”„«»", '"'))
QUOTED = re.compile(r'"[^"\n]{1,400}"|^[ \t]*>[^\n]*', re.MULTILINE)
SENTENCE = re.compile(r"[.!?;\n:()]+|\s-+\s|\s–\s|,?\sbut\s")
NOT_A_WORD = re.compile(r"[^\w'/]+")
# One spelling for each: what is cut short, and what hides from filters.
SPELT = [
    (re.compile(pattern), spelt)
    for pattern, spelt in (
        (r"\b(i|you|we|they)\s?'?m\b", r"\1 am"),
        (r"\b(i|you|we|they)'?ve\b", r"\1 have"),
        (r"\bi'd\b", "i would"),
        (r"\bi'll\b", "i will"),
        (r"\b(they|he|she)'d\b", r"\1 would"),
        (r"\b(life|it|what|that)'s\b", r"\1 is"),
        (r"\b(do|did|does|ca|wo|is|was|were|would|should|could|have|has)n'?t\b", r"\1 not"),
        (r"\bcannot\b", "ca not"),
        (r"\bwanna\b", "want to"),
        (r"\bgonna\b", "going to"),
        (r"\bany ?more\b", "anymore"),
        (r"\bmy ?self\b", "myself"),
        (r"\bk(?:\W|1)ll\b", "kill"),
        (r"\bunaliv(?:e|ing)\b", "kill"),
        (r"\bkms\b", "kill myself"),
    )
]

# {} stands for up to five words. The mark @ is where the wish itself begins: what is denied is denied before it.
OWN_WISHES = (
    # Doing it
    r"@(?:kill(?:ing|ed)?|hang(?:ing)?|drown(?:ing)?|shoot(?:ing)?) myself"
    r"(?! (?:laughing|over|with|trying|working|studying))",
    r"i {}@(?:hurt(?:ing)?|harm(?:ed|ing)?|cut(?:ting)?|starv(?:e|ing)) myself"
    r"(?! (?:off|out|some|shaving|cooking|running|on|with|short|trying|when|while|in|at))",
    r"@(?:end|ending|ended|take|taking) my (?:own )?life",
    r"i {}@end(?:ing)? it (?:all|tonight|now|soon|for good)",
    r"i {}@(?:commit(?:ting)?|die by) suicide",
    r"i {}@jump(?:ing)? (?:off|from|in front of) (?:a|the|this|that|my) "
    r"(?:bridge|roof|building|balcony|cliff|train|bus|window|platform)",
    r"i {}@(?:self ?harm(?:ed|ing)?|overdos(?:e|ed|ing))(?! on)",
    r"i {}@(?:took|take|taking|swallowed|saved up|saving up) (?:all )?(?:of )?(?:my|the) "
    r"(?:pills|tablets|meds|insulin|paracetamol) (?:tonight|to (?:die|end)|at once|until)",
    r"i {}@(?:written|wrote|writing) (?:my|a) (?:goodbye|suicide) (?:note|letter)",
    r"i {}@(?:said|saying) my goodbyes",
    # Wishing it
    r"i {}@(?:want|wanted|wish|going|ready|plan|planning|rather|deserve|need|like|love) (?:to )?(?:just )?"
    r"(?:die|be dead|not exist|stop existing|not be alive|not be here anymore|not wake up)"
    r"(?! (?:of|from|laughing|inside|at home))",
    r"i @wish i (?:was|were|had been) (?:dead|not alive|not here anymore)",
    r"i @wish i had never been born",
    r"i @wish i (?:could )?(?:just )?(?:die|not wake up|never wake up|disappear forever)",
    r"i (?:would be|am|are) @better off (?:dead|gone)",
    r"i (?:am|feel|felt|have been|have felt|get) {}@suicidal(?! (?:patients?|people|ideation|thoughts))",
    r"(?:my|i am having|i have|i had|i have had|i have been having|i get) {}@suicidal (?:thoughts|ideation)",
    r"i {}@(?:think|thinking|thought|dream|dreaming|fantasi[sz]ing|googling|looking up) (?:about |of )?"
    r"(?:suicide|dying|being dead|ways to (?:die|go)|how to die|not being here anymore|not waking up)",
    r"i {}@(?:want to|could|might|will) (?:just )?(?:disappear|go to sleep) "
    r"(?:for good|forever|and never (?:wake up|come back))",
    r"i {}@want (?:it|everything|the pain|this) (?:all )?to (?:stop|end|be over) (?:for good|forever)",
)
# Despair is mostly said by denying, so a denial counts only before all of it.
DESPAIR = (
    r"(?:^|i )(?:really |just |honestly )?(?:do not|no longer) want to "
    r"(?:be here anymore|live|be alive|exist|go on living)"
    r"(?! (?:in|with|at|near|together|like|here|there|so|on|off|alone))",
    r"i (?:really |just )?do not (?:want to wake up|care if i (?:die|live|wake up))"
    r"(?! (?:early|late|so|before|at|in|on))",
    r"i hope i (?:do not|never) wake up",
    r"i (?:do not|did not|ca not) see (?:a|any|the) (?:point|reason|sense) (?:in|of|to) "
    r"(?:living|being alive|going on|being here|live|life|go on)",
    r"(?:there is|i have|i see|see) (?:no|not any) (?:reason|point) (?:to|in|of) "
    r"(?:live|living|go on living|going on|being alive)",
    r"(?:life|living|it) is (?:not|no longer) worth (?:living|it to live)",
    r"i am (?:so |just |really )?(?:tired|sick|done) (?:of|with) (?:living|being alive|life|existing)"
    r"(?! (?:in|with|at|out|on|near|here|off|alone|like))",
    r"(?:everyone|everybody|they|he|she|you|my family|it) (?:would|will|might) (?:all )?be "
    r"(?:better|easier|happier)(?: off)?(?: for (?:everyone|everybody|them|my family|you))? "
    r"(?:without me|if i (?:was|were) (?:dead|gone)|if i (?:died|disappeared))",
    r"(?:nobody|no one|noone|none of (?:you|them)) would (?:even )?"
    r"(?:miss me|(?:care|notice) if i (?:died|was gone|were gone|disappeared|was dead))",
    r"i ca not (?:go on|carry on|keep living|live like this|take (?:it|this|life) anymore)"
    r"(?! (?:to|with|until|about|holiday|the|a|call|in))",
    r"i (?:do not|ca not) (?:see|have|imagine) (?:a|any) (?:future|way out)(?! (?:of|in|for|as))",
    r"i am (?:just |only )?(?:a|the) burden (?:to|on) (?:everyone|everybody|my family|all of you|them all)",
)
# Between a denial and what it denies a few words may stand. "Can't stop thinking of it" denies nothing.
DENIED = re.compile(
    r"\b(?:not|never|no|nor|without|denies|denied)\b(?! (?:stop|help|only|just|sure|sleep|know)\b)(?: [\w']+){0,5} ?$"
)
# Said of others, or as a text: it counts only where the writer comes in again after them.
OTHERS = re.compile(
    r"\b(?:patients?|pt|client|he|she|who|someone|somebody|people|actor|vignette|scenario|simulated|mcq|case|character|"
    r"novel|film|song|lyrics?|says|said|history|presents|presenting|screening|asks?|asking|assess|factors?)\b"
)
ROLE_PLAY = re.compile(r"\b(?:role ?play\w*|actor|vignette|simulated|scripted|lyrics?|mark scheme)\b")
WRITER = re.compile(r"\b(?:i|me|my|myself)\b")


WORDS_BETWEEN = r"(?:[\w']+ ){0,5}?"
WISHES = [
    re.compile(rf"\b{lead.replace('{}', WORDS_BETWEEN)}(?P<wish>{wish})\b")
    for lead, _, wish in (phrase.partition("@") for phrase in OWN_WISHES)
]
DESPAIRS = [re.compile(rf"(?P<wish>\b{phrase})") for phrase in DESPAIR]


def looks_at_risk(text: str) -> bool:
    """Whether the writer seems to speak of wishing to die, of harming themselves, or of seeing no way on."""
    flat = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().translate(PLAIN)
    flat = QUOTED.sub(" ", flat)
    for pattern, spelt in SPELT:
        flat = pattern.sub(spelt, flat)
    return any(_is_at_risk(NOT_A_WORD.sub(" ", sentence).strip()) for sentence in SENTENCE.split(flat))


def _is_at_risk(sentence: str) -> bool:
    if len(sentence) < 4 or ROLE_PLAY.search(sentence):
        return False
    return any(
        _is_own(sentence, match) for pattern in (*WISHES, *DESPAIRS) for match in pattern.finditer(sentence)
    )


def _is_own(sentence: str, match: re.Match) -> bool:
    begins = match.start("wish")
    window = max(0, begins - 120)
    if DENIED.search(sentence[window:begins]):
        return False
    named = [other.end() for other in OTHERS.finditer(sentence, window, begins)]
    # "My patient died and I want to die": what counts is who came last.
    return not named or WRITER.search(sentence, named[-1], match.end()) is not None
