"""The verbs and the small words by which the flips find their way in English. Values only."""

from __future__ import annotations

from collections.abc import Mapping

_VOWELS = "aeiou"


def inflected(verb: str) -> tuple[str, str, str, str]:
    """Return a regular verb's forms: base, third person, past, and -ing; no letter is doubled."""
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        third = f"{verb}es"
    elif verb.endswith("y") and verb[-2] not in _VOWELS:
        third = f"{verb[:-1]}ies"
    else:
        third = f"{verb}s"
    if verb.endswith("e"):
        return verb, third, f"{verb}d", f"{verb[:-1]}ing"
    past = f"{verb[:-1]}ied" if third.endswith("ies") else f"{verb}ed"
    return verb, third, past, f"{verb}ing"


_REGULAR = """allow attract cause convert create destroy detect determine digest enclose encourage
express generate inhibit maintain modify prevent produce protect pump push pull receive recognise
reduce regulate remove replace require separate stimulate strengthen surround transform transmit
join contain weaken measure describe transfer support heat cool raise lower control carry absorb
govern elect defeat conquer influence affect trigger activate store transport own link answer
approach compare consist differ exist happen include lack let live look need notice occur open
remain represent resemble serve show sort start stay swell use vary work help move turn visit
follow fold form flow fit grow hold pass point release report rest spread stop travel condense
dissolve expand act invade found declare introduce establish abolish discover invent scatter
guarantee return reject spread unite double permit ban refuse"""
_IRREGULAR = """break breaks broken
build builds built
bring brings brought
choose chooses chosen
drive drives driven
eat eats eaten
feed feeds fed
find finds found
give gives given
have has had
keep keeps kept
know knows known
lay lays laid
lead leads led
lose loses lost
make makes made
mean means meant
put puts put
see sees seen
send sends sent
set sets set
take takes taken
teach teaches taught
tell tells told
write writes written
come comes come
begin begins begun
go goes gone
halve halves halved
become becomes become
lie lies lain
say says said
speak speaks spoken
think thinks thought
stand stands stood"""

THIRD: Mapping[str, str] = {
    **{inflected(verb)[1]: verb for verb in _REGULAR.split()},
    **{line.split()[1]: line.split()[0] for line in _IRREGULAR.splitlines()},
}
"""From a verb's third person to its base: "breaks" to "break"."""

_PAST = """broke break
built build
brought bring
drove drive
gave give
kept keep
knew know
led lead
lost lose
made make
sent send
took take
taught teach
told tell
wrote write
began begin
became become"""

PARTICIPLES: Mapping[str, str] = {
    **{verb: inflected(verb)[2] for verb in _REGULAR.split()},
    **{line.split()[0]: line.split()[2] for line in _IRREGULAR.splitlines()},
    "pump": "pumped",
    "control": "controlled",
    "transfer": "transferred",
    "transmit": "transmitted",
    "stop": "stopped",
    "fit": "fitted",
}
"""From a verb's base to its past participle."""

PAST: Mapping[str, str] = {
    **{PARTICIPLES[verb]: verb for verb in _REGULAR.split() if verb != "spread"},
    **{line.split()[0]: line.split()[1] for line in _PAST.splitlines()},
}
"""From a verb's past to its base: "broke" to "break"."""

ALSO_NOUNS = frozenset(
    """answer approach cause control cool drive feed find fit flow fold follow form heat help hold
    lack lay lead lie link look lower measure move need notice open own pass point pull push pump
    put raise release report rest set show sort spread stand start stay stop store support transfer
    transport travel trigger turn use visit work affect influence express govern estimate set take
    say make go act double ban permit refuse return found""".split()
)
"""Verbs that may as well be nouns; they are taken for verbs only before an object."""

ACTS_ON = frozenset(
    """absorb activate allow attract bring build carry cause control convert create defeat destroy
    detect determine digest drive eat elect enclose feed follow generate govern heat influence
    inhibit lower maintain modify prevent produce protect pull pump push raise recognise reduce
    regulate release remove replace require separate stimulate store strengthen support surround
    teach transform transport trigger weaken conquer own invade discover invent introduce establish
    abolish reject scatter""".split()
)
"""Verbs whose doer and object cannot change places without a change of meaning."""

GERUNDS = frozenset(
    """being doing making taking giving asking building sharing speaking writing publishing reading
    contributing introducing networking recommending learning holding getting using keeping putting
    adding removing increasing reducing eating drinking moving paying buying selling working helping
    teaching measuring heating cooling leaving answering voting investing saving spending trading
    protecting producing providing choosing avoiding""".split()
)
"""Forms in -ing that open a point as what is done."""

COMMANDS = frozenset(
    """ask avoid build choose keep let make offer put read remove send take use write give add
    check multiply divide""".split()
)
"""Verbs that open a point as an instruction."""

AUXILIARIES = frozenset("is are was were can must should will shall does do did".split())
UNCLEAR = frozenset("could would might may had".split())
"""Words after which "not" might leave the meaning as it is, or has no one place."""

CLAUSE_OPENERS = frozenset(
    """although as because how if once since so than that though unless until what when where
    whereas whether which while who whom whose why""".split()
)
DETERMINERS = frozenset(
    """a all an another any both each every few half her his its many more most much my no one our
    several some such that the their these this those three two what your""".split()
)
PREPOSITIONS = frozenset(
    """about after against along among around as at before behind below beside between beyond by
    down during for from in inside into like near of off on onto out over past per since than
    through to toward towards under until up via with within without""".split()
)
SUBJECTS = frozenset("it he she they we you people this which who".split())
PLURALS = frozenset("they we you people children men women cells these those".split())
MASS = frozenset(
    """advice air blood carbon electricity energy evidence food gravity heat information light
    money nitrogen oxygen power pressure resistance sound time trust water work""".split()
)
"""Nouns without a plural: "no air" turns into "plenty of air", not "an air"."""
