"""The opposites that the flips know, in English. Values only.

A pair stands for both directions, with ">" between them for one only. A star adds the regular
forms of a verb: "open* close*" is also opens/closes, opened/closed and opening/closing. Words with
a second, common meaning for which the opposite would be none ("right", "light") are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tutor.evaluation.flip_verbs import inflected


def pairs(text: str) -> Mapping[str, str]:
    """Return the pairs of a list, one a line, as the head of this module says."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        one, other = line.replace(" > ", " ").split()
        for left, right in _forms(one, other):
            found.setdefault(left, right)
            if " > " not in line:
                found.setdefault(right, left)
    return found


def _forms(one: str, other: str) -> Iterator[tuple[str, str]]:
    if one.endswith("*") and other.endswith("*"):
        yield from zip(inflected(one[:-1]), inflected(other[:-1]), strict=True)
    else:
        yield one.replace("_", " "), other.replace("_", " ")


ANTONYMS = pairs(
    """identical different
high low
hot cold
warm cold
large small
big small
strong weak
strongly weakly
fast slow
quickly slowly
rapidly slowly
internal external
internally externally
inner outer
senior junior
public private
rough smooth
safe dangerous
visible invisible
alike different
similar different
is_the_same is_different
are_the_same are_different
positive negative
positively negatively
active passive
dominant recessive
rich poor
common rare
specific vague
simple complicated
easy difficult
cheap expensive
deep shallow
thick thin
wide narrow
long short
heavy lightweight
dense sparse
dry wet
soluble insoluble
stable unstable
reversible irreversible
permanent temporary
constant varying
equal unequal
voluntary involuntary
direct indirect
directly indirectly
necessary unnecessary
is_possible is_impossible
is_complete is_incomplete
regular irregular
ancient modern
old new
young old
natural artificial
domestic foreign
urban rural
maximum minimum
success failure
advantage disadvantage
advantages disadvantages
strength weakness
supply demand
surplus deficit
profit loss
majority minority
presence absence
victory defeat
friend enemy
attract repel
attracting repelling
attracts repels
attracted repelled
absorb* emit*
releases absorbs
released absorbed
release_energy absorb_energy
releasing absorbing
accept* reject*
enters leaves
build destroy
builds destroys
contains > lacks
contain > lack
push* pull*
expands contracts
expanded contracted
strengthen* weaken*
helps hinders
helped hindered
helping hindering
helpful unhelpful
begins ends
began ended
separate* unite*
separates unites
joins separates
joined separated
allow* forbid*
allows forbids
prevents causes
protect* endanger*
supports opposes
supported opposed
supporting opposing
encourage* discourage*
include* exclude*
connect* disconnect*
appear* disappear*
succeed* fail*
wins > loses
won > lost
buys sells
buy sell
activate* inhibit*
agrees disagrees
agree disagree
trusts distrusts
trust distrust
remember* forget*
outside inside
outward inward
single-stranded double-stranded
start_codon stop_codon"""
)

DIRECTIONS = pairs(
    """before after
first last
increase* decrease*
rise fall
rises falls
rising falling
fallen risen
fell rose
lowers raises
lowered raised
lowering raising
grows shrinks
growing shrinking
gains loses
gain lose
upward downward
upwards downwards
above below
forward backward
forwards backwards
clockwise anticlockwise
upstream downstream
northern southern
eastern western
import* export*
into out_of
added_to removed_from
adds removes
together apart
beginning_of end_of
start_of end_of
previous next
directly_proportional inversely_proportional
in_proportion_to in_inverse_proportion_to
proportional inversely_proportional
speeds_up slows_down
speed_up slow_down
towards away_from
beforehand afterwards"""
)

COMPARATIVES = pairs(
    """more less
fewer more
faster slower
larger smaller
bigger smaller
greater smaller
higher lower
stronger weaker
better worse
earlier later
longer shorter
heavier lighter
warmer colder
hotter cooler
closer farther
nearer farther
older younger
older newer
deeper shallower
thicker thinner
wider narrower
richer poorer
easier harder
cheaper dearer
denser sparser
simpler harder
safer riskier
quicker slower"""
)

QUANTIFIERS = {
    "always": "never",
    "never": "always",
    "usually": "rarely",
    "often": "rarely",
    "rarely": "usually",
    "seldom": "usually",
    "sometimes": "never",
    "everywhere": "nowhere",
    "everyone": "no one",
    "everybody": "nobody",
    "everything": "nothing",
    "all of": "none of",
    "some of": "none of",
    "most of": "hardly any of",
    "many of": "hardly any of",
    "none of": "all of",
    "half of": "all of",
    "all the": "none of the",
    "all its": "none of its",
    "all their": "none of their",
    "all these": "none of these",
    "all those": "none of those",
    "all": "no",
    "every": "no",
    "many": "few",
    "several": "no",
    "twice the": "half the",
    "twice as": "half as",
    "at least": "at most",
    "at most": "at least",
    "mostly": "rarely",
    "mainly": "hardly",
    "completely": "hardly",
    "entirely": "hardly",
    "fully": "hardly",
    "only part": "all",
    "only by": "not only by",
    "only in": "not only in",
    "only on": "not only on",
    "only at": "not only at",
    "only for": "not only for",
    "only from": "not only from",
    "only with": "not only with",
    "only the": "not only the",
}

NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()
"""By the number that they mean."""
