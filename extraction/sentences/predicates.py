"""Who does what to whom: the places in the sentence that fill the roles of a verb, noun or adjective.

`slots` reads the dependency tree alone: it undoes passives, follows relative clauses, coordination, control
("asked X to send", "promised X to send") and participles back to the one who acts, and gives a noun the
subject of the light verb that carries it ("made a request to").
"""

from collections import defaultdict
from collections.abc import Mapping

from extraction.sentences.trees import Sentence, Token

Filled = Mapping[str, list[Token]]

LIGHT_VERBS = frozenset(
    """
    make submit issue send file lodge put give take have receive get reach sign strike conclude seal ink
    hold conduct launch table present convey relay deliver repeat renew reject announce win obtain
    secure seek set enter renew face impose
    """.split()
)
SUBJECT_CONTROL = frozenset("promise vow pledge threaten offer agree refuse".split())
ADDRESSING = frozenset("ask urge press push lobby petition call appeal plead beg count lean rely prevail".split())
MOVABLE = ("to", "for", "on", "against", "with", "from", "over", "by", "under")


def slots(s: Sentence, token: Token) -> Filled:
    """Slots of a verb, noun or adjective and the heads of the phrases that fill them."""
    if token.is_noun:
        return noun_slots(s, token)
    if token.is_verb:
        return verb_slots(s, token)
    return adjective_slots(s, token)


def verb_slots(s: Sentence, verb: Token) -> Filled:
    found: dict[str, list[Token]] = defaultdict(list)
    for token in acting(s, verb):
        found["subject"].append(token)
    if is_passive(s, verb):
        found["object"] += patient(s, verb)
    found["object"] += [antecedent(s, verb, token) for token in s.children(verb, "dobj", "oprd", "attr")]
    found["object"] += relative_gap(s, verb)
    for token in s.children(verb, "dative"):
        inner = s.child(token, "pobj")
        found["indirect"].append(inner or token)
    found["clause"] += s.children(verb, "ccomp", "xcomp")
    found["clause"] += [token for token in s.children(verb, "advcl") if is_infinitive(s, token)]
    prepositions(s, verb, found)
    if "clause" not in found or not found["clause"]:
        # "called on the EU to impose", "asked the US in a note to sell": the infinitive hangs on a noun
        for inner in [
            *found["object"],
            *found.get("on", ()),
            *found.get("upon", ()),
            *found.get("to", ()),
            *found.get("with", ()),
        ]:
            found["clause"] += [t for t in s.children(inner, "acl", "relcl", "xcomp", "advcl") if is_infinitive(s, t)]
    for inner in list(found["object"]):
        borrowed: dict[str, list[Token]] = defaultdict(list)
        prepositions(s, inner, borrowed)
        for name in MOVABLE:
            if name in borrowed and not found.get(name):
                found[name] += borrowed[name]
    return {name: tokens for name, tokens in found.items() if tokens}


def antecedent(s: Sentence, verb: Token, token: Token) -> Token:
    """The noun that a relative pronoun stands for; any other token itself."""
    if token.tag in ("WDT", "WP") and verb.dep == "relcl" and verb.head != verb.i:
        return s[verb.head]
    return token


def prepositions(s: Sentence, token: Token, found: dict[str, list[Token]]) -> None:
    """Adds what stands behind the prepositions of a token, under the preposition's name."""
    for preposition in s.children(token, "prep", "agent", "dative", "prt", "advmod"):
        if preposition.tag not in ("IN", "TO", "RP", "VBG", "RB"):
            continue
        inner = s.children(preposition, "pobj", "pcomp")
        for deeper in s.children(preposition, "prep"):  # "out of the programme", "walk away from the deal"
            behind = s.children(deeper, "pobj", "pcomp")
            inner += behind
            if preposition.tag in ("RB", "RP"):
                found[deeper.lower] += behind
        if preposition.dep == "agent":
            continue
        found[preposition.lower] += inner


def is_infinitive(s: Sentence, token: Token) -> bool:
    return token.tag == "VB" and any(kid.tag == "TO" for kid in s.children(token, "aux"))


def is_passive(s: Sentence, verb: Token) -> bool:
    if verb.lemma == "rid":
        return False  # "got rid of" only looks like one
    if s.children(verb, "auxpass"):
        return True
    if verb.tag != "VBN" or s.children(verb, "aux", "dobj"):
        return False
    if verb.dep == "conj" and s[verb.head].is_verb:
        return is_passive(s, s[verb.head]) and not s.children(verb, "nsubj")
    return verb.dep in ("acl", "amod", "advcl") or bool(s.children(verb, "agent", "nsubjpass"))


def acting(s: Sentence, verb: Token) -> list[Token]:
    """The heads of the phrases that say who acts."""
    agents = [inner for by in s.children(verb, "agent") for inner in s.children(by, "pobj")]
    if agents or is_passive(s, verb):
        return agents
    return surface_subject(s, verb)


def patient(s: Sentence, verb: Token) -> list[Token]:
    """What a passive verb is done to."""
    own = s.children(verb, "nsubjpass", "nsubj")
    if own:
        return own
    if verb.dep in ("acl", "amod", "relcl") and verb.head != verb.i:
        return [s[verb.head]]
    if verb.dep == "conj" and s[verb.head].is_verb:
        return patient(s, s[verb.head])
    return surface_subject(s, verb)


def surface_subject(s: Sentence, verb: Token, depth: int = 0) -> list[Token]:
    """The subject of a clause, told or understood."""
    own = s.children(verb, "nsubj", "nsubjpass", "csubj")
    if own:
        return own
    above = s.parent(verb)
    if above is None or depth > 6:
        return []
    if verb.dep == "conj" and (above.is_verb or above.tag == "MD"):
        return surface_subject(s, above, depth + 1)
    if verb.dep in ("xcomp", "ccomp", "advcl", "prep", "oprd") and above.is_verb:
        return controller(s, verb, above, depth)
    if verb.dep == "xcomp" and above.tag[:2] == "JJ":  # "is ready to send"
        return surface_subject(s, s[above.head], depth + 1) if above.head != above.i else []
    if verb.dep in ("acl", "relcl"):
        if verb.tag == "VBG" or not is_infinitive(s, verb):
            return [above] if above.is_noun or above.tag in ("PRP", "NNP") else []
        return infinitive_of_noun(s, above, depth)
    if verb.dep in ("pcomp", "pobj"):
        return governor_subject(s, above, depth)
    return []


def controller(s: Sentence, verb: Token, above: Token, depth: int) -> list[Token]:
    """Who does the second verb: the one who is asked, or the one who promises."""
    if verb.dep == "ccomp" and not is_infinitive(s, verb):
        return []
    if above.lemma not in SUBJECT_CONTROL and (verb.dep != "advcl" or above.lemma in ADDRESSING):
        told = s.children(above, "dobj", "dative")
        told = [s.child(token, "pobj") or token for token in told]
        if not told:
            told = [
                inner
                for preposition in s.children(above, "prep")
                if preposition.lower in ("on", "upon", "with", "to")
                for inner in s.children(preposition, "pobj")
                if above.lemma in ADDRESSING
            ]
        if told:
            return told
        if is_passive(s, above):
            return patient(s, above)
    if is_passive(s, above) and verb.dep == "advcl":
        return patient(s, above)
    return surface_subject(s, above, depth + 1)


def infinitive_of_noun(s: Sentence, noun: Token, depth: int) -> list[Token]:
    """Who does what a noun speaks of: the frame tells for `requests to buy`, a light verb for `has plans to buy`."""
    above = s.parent(noun)
    if noun.dep == "dobj" and above is not None and above.is_verb:
        return surface_subject(s, above, depth + 1) if above.lemma in LIGHT_VERBS else []
    return []


def governor_subject(s: Sentence, preposition: Token, depth: int) -> list[Token]:
    above = s.parent(preposition)
    while above is not None and not above.is_verb:
        if above.is_noun and (owner := s.children(above, "poss")):
            return owner
        above = s.parent(above)
    return surface_subject(s, above, depth + 1) if above is not None else []


def relative_gap(s: Sentence, verb: Token) -> list[Token]:
    """The noun that a relative clause leaves out: `the system that Turkey bought`, `the system it bought`."""
    if verb.dep != "relcl" or s.children(verb, "dobj", "ccomp") or is_passive(s, verb):
        return []
    antecedent = s[verb.head]
    subjects = s.children(verb, "nsubj")
    if not subjects or any(token.tag in ("WDT", "WP") for token in subjects):
        return []
    stranded = [p for p in s.children(verb, "prep") if not s.children(p, "pobj", "pcomp")]
    return [] if stranded else [antecedent]


def noun_slots(s: Sentence, noun: Token) -> Filled:
    found: dict[str, list[Token]] = defaultdict(list)
    for kid in s.children(noun):
        if kid.dep == "poss":
            found["owner"].append(kid)
        elif kid.dep in ("amod", "nmod", "compound", "npadvmod") and kid.i < noun.i:
            place = "compound" if kid.is_noun and kid.tag != "NNP" else "modifier"
            found[place].append(kid)
            if kid.tag == "NNP":
                found["compound"].append(kid)
        elif kid.dep in ("acl", "relcl") and kid.tag == "VBN" and kid.dep == "acl":
            participle(s, kid, found)
        elif kid.dep in ("acl", "ccomp", "relcl", "advcl", "xcomp") and (
            is_infinitive(s, kid) or kid.dep == "ccomp" or that_clause(s, kid)
        ):
            found["clause"].append(kid)
    prepositions(s, noun, found)
    carrier(s, noun, found)
    return {name: tokens for name, tokens in found.items() if tokens}


def that_clause(s: Sentence, verb: Token) -> bool:
    return any(kid.dep == "mark" and kid.lower == "that" for kid in s.children(verb))


def participle(s: Sentence, verb: Token, found: dict[str, list[Token]]) -> None:
    """`a request made by Turkey to Washington`, `arms supplied to Kyiv`."""
    for by in s.children(verb, "agent"):
        found["by"] += s.children(by, "pobj")
    borrowed: dict[str, list[Token]] = defaultdict(list)
    prepositions(s, verb, borrowed)
    for name in MOVABLE:
        found[name] += borrowed.get(name, [])


def carrier(s: Sentence, noun: Token, found: dict[str, list[Token]]) -> None:
    """Fills a noun's slots from the light verb that carries it: `Turkey made a request to Washington for …`."""
    verb = s.parent(noun)
    while verb is not None and verb.is_noun and noun.dep == "conj":
        noun, verb = verb, s.parent(verb)
    if verb is not None and noun.dep == "pobj" and verb.lower in ("in", "into", "at"):
        verb = s.parent(verb)  # "is in talks to buy", "entered into negotiations"
        light = verb is not None and verb.lemma in ("be", "enter", "remain", "engage", "stay")
    else:
        light = verb is not None and verb.is_verb and verb.lemma in LIGHT_VERBS and noun.dep in ("dobj", "nsubjpass")
    if verb is None or not light:
        return
    found["subject"] += [token for token in acting(s, verb) if token is not noun]
    borrowed: dict[str, list[Token]] = defaultdict(list)
    prepositions(s, verb, borrowed)
    borrowed["to"] += [s.child(token, "pobj") or token for token in s.children(verb, "dative")]
    for name in MOVABLE:
        if not found.get(name):
            found[name] += borrowed.get(name, [])
    if not found.get("clause"):
        found["clause"] += [t for t in s.children(verb, "xcomp", "advcl") if is_infinitive(s, t)]


def adjective_slots(s: Sentence, adjective: Token) -> Filled:
    found: dict[str, list[Token]] = defaultdict(list)
    above = s.parent(adjective)
    if above is not None and above.is_verb:
        found["subject"] += surface_subject(s, above)
    found["clause"] += s.children(adjective, "xcomp", "ccomp")
    prepositions(s, adjective, found)
    return {name: tokens for name, tokens in found.items() if tokens}


def has_companion(s: Sentence, token: Token, word: str) -> bool:
    """Whether `out` stands with `rule`, `on` with `call`, `idea` with `float`, `operation` with `put (into)`."""
    for kid in s.children(token):
        if kid.lower == word and kid.dep in ("prt", "prep", "advmod", "dative"):
            return True
        if kid.lemma == word and kid.dep in ("dobj", "nsubjpass"):
            return True
        if kid.dep == "prep" and any(inner.lemma == word for inner in s.children(kid, "pobj")):
            return True
    return False


def negated(s: Sentence, token: Token) -> bool:
    """Whether the word itself is negated: `not`, `never`, `no request`."""
    if any(kid.dep == "neg" or kid.lower in ("never", "nor", "neither") for kid in s.children(token)):
        return True
    if token.is_noun:
        return any(kid.lower == "no" for kid in s.children(token, "det"))
    subjects = s.children(token, "nsubj", "nsubjpass", "dobj")
    return any(
        kid.lower in ("no", "neither", "none", "nobody")
        for subject in subjects
        for kid in [subject, *s.children(subject, "det")]
    )
