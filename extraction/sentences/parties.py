"""Who is meant by a noun phrase: "Kyiv", "the Turkish government", "its NATO allies", "he", "the two countries"."""

from collections.abc import Iterator

from extraction.names.gazetteer import Mention
from extraction.sentences.discourse import Discourse
from extraction.sentences.nouns import nouns
from extraction.sentences.trees import Sentence, Token
from extraction.values import Party
from schema.vocabulary import ActorKind, ActorNameKind

STATES = (ActorKind.STATE, ActorKind.HISTORICAL_STATE, ActorKind.TERRITORY)
COLLECTIVES = (*STATES, ActorKind.INTERNATIONAL_ORGANISATION, ActorKind.BLOC, ActorKind.ARMED_GROUP, ActorKind.COMPANY)
MODIFIERS = ("amod", "compound", "nmod", "poss", "npadvmod", "advmod", "dep")
FARTHEST = 20  # sentences back to which a pronoun or "the kingdom" may point
DEEPEST = 4  # phrases within phrases, and pronouns that lead to phrases
BLOC_ADJECTIVES = {"western": "western-allies", "european": "europe"}


def parties(d: Discourse, s: Sentence, token: Token) -> tuple[Party, ...]:
    """The parties that a noun phrase means, by its head and what is coordinated with it; empty if none is known."""
    found: dict[str, Party] = {}
    for head in s.conjuncts(token):
        for party in of_head(d, s, head):
            found.setdefault(party.principal, party)
    return tuple(found.values())


def of_head(d: Discourse, s: Sentence, head: Token, depth: int = 0) -> tuple[Party, ...]:
    if depth > DEEPEST:
        return ()
    if head.tag in ("WDT", "WP", "WP$") or head.lower == "that":
        antecedent = relative_antecedent(s, head)
        return of_head(d, s, antecedent, depth + 1) if antecedent else ()
    if head.tag in ("PRP", "PRP$"):
        return pronoun(d, s, head, depth)
    mention = d.actor_at(s, head)
    if mention:
        return (party(d, mention.id),)
    if head.lemma in nouns().documents and (author := author_of(d, s, head, depth)):
        return author
    return (
        by_modifiers(d, s, head, depth)
        or by_of(d, s, head, depth)
        or titled(d, s, head)
        or apposition(d, s, head, depth)
        or back_reference(d, s, head)
    )


def party(d: Discourse, actor_id: str) -> Party:
    return Party(actor_id, d.reference.principal(actor_id, d.around))


def modifiers(s: Sentence, head: Token) -> Iterator[Token]:
    """Words before the head that belong to its noun phrase, nearest to the head last."""
    for kid in s.children(head, *MODIFIERS):
        if kid.i < head.i:
            yield from modifiers(s, kid)
            yield from (other for other in s.conjuncts(kid) if other.i < head.i)


def by_modifiers(d: Discourse, s: Sentence, head: Token, depth: int) -> tuple[Party, ...]:
    """`Turkish officials`, `the Trump administration`, `Germany's defence ministry`, `Western allies`."""
    words = nouns()
    if head.lemma not in words.role_nouns and head.lemma not in words.members:
        return ()
    found: dict[str, Party] = {}
    if head.lemma in words.members - words.role_nouns and head.tag == "NN":
        return ()  # "a NATO ally" is one of them, not NATO
    for token in modifiers(s, head):
        mention = d.actor_at(s, token)
        if mention and d.reference.actors[mention.id].kind is not ActorKind.COMPANY:
            candidate = party(d, mention.id)
            found.setdefault(candidate.principal, Party(candidate.principal, candidate.principal))
        elif token.tag == "PRP$" and head.lemma not in words.members:
            for owner in pronoun(d, s, token, depth + 1):
                found.setdefault(owner.principal, owner)
    if found and head.lemma == "ally" and not any(p.principal in ("nato", "western-allies") for p in found.values()):
        return (party(d, "western-allies"),) if head.tag == "NNS" else ()
    if found:
        return tuple(found.values())
    if head.tag == "NNS":
        for token in modifiers(s, head):
            if bloc := BLOC_ADJECTIVES.get(token.lower):
                return (party(d, bloc),)
        if head.lemma in ("ally", "partner") and {"UA", "nato"} & actors_told(d):
            return (party(d, "western-allies"),)
    return ()


def actors_told(d: Discourse) -> set[str]:
    return {mention.id for names in d.names for mention in names.values() if mention.sort == "actor"}


def by_of(d: Discourse, s: Sentence, head: Token, depth: int) -> tuple[Party, ...]:
    """`the government of Turkey`, `members of the alliance`."""
    words = nouns()
    if head.lemma not in words.role_nouns and head.lemma not in words.members and head.tag != "CD":
        return ()
    for preposition in s.children(head, "prep"):
        if preposition.lower == "of" and (inner := s.child(preposition, "pobj")):
            return of_head(d, s, inner, depth + 1)
    return ()


def author_of(d: Discourse, s: Sentence, head: Token, depth: int) -> tuple[Party, ...]:
    """Who speaks through a document: its owner, whom it is from, or who sent it."""
    writers = s.children(head, "poss")
    writers += [t for p in s.children(head, "prep") if p.lower in ("from", "by") for t in s.children(p, "pobj")]
    above = s.parent(head)
    if not writers and above is not None and above.is_verb and head.dep == "dobj":
        writers = s.children(above, "nsubj")
    return next((found for writer in writers if (found := of_head(d, s, writer, depth + 1))), ())


def titled(d: Discourse, s: Sentence, head: Token) -> tuple[Party, ...]:
    """A person not on the lists, through the title before the name: `Ukrainian President Volodymyr Zhelensky`."""
    before = list(modifiers(s, head))
    if head.tag != "NNP" or not any(token.lemma in nouns().role_nouns for token in before):
        return ()
    for token in before:
        mention = d.actor_at(s, token)
        if mention:
            return (Party(*[party(d, mention.id).principal] * 2),)
    return ()


def apposition(d: Discourse, s: Sentence, head: Token, depth: int) -> tuple[Party, ...]:
    """`Hulusi Akar, Turkey's defence minister`."""
    for other in s.children(head, "appos"):
        if found := of_head(d, s, other, depth + 1):
            return found
    return ()


def relative_antecedent(s: Sentence, pronoun_token: Token) -> Token | None:
    """The noun that a relative pronoun stands for."""
    for above in s.ancestors(pronoun_token):
        if above.dep == "relcl":
            return s.parent(above)
    return None


def candidates(d: Discourse, s: Sentence, token: Token) -> Iterator[tuple[Sentence, Token, Mention]]:
    """Actors told of before a place, the likelier to be meant first: near before far, subjects before others."""
    near: list[tuple[Sentence, Token, Mention]] = []
    far: list[tuple[Sentence, Token, Mention]] = []
    for found in d.before(s, token):
        distance = s.number - found[0].number
        if distance > FARTHEST:
            break
        if found[2].sort == "actor" and not is_place(found[0], found[1]):
            (near if distance <= 2 else far).append(found)

    def rank(found: tuple[Sentence, Token, Mention]) -> tuple[int, int]:
        sentence, at, _ = found
        return s.number - sentence.number, 0 if is_subject(sentence, at) else 1

    return iter(sorted(near, key=rank) + far)


def is_subject(s: Sentence, token: Token) -> bool:
    while token.dep in MODIFIERS and token.head != token.i:
        token = s[token.head]
    return token.dep in ("nsubj", "nsubjpass")


def is_place(s: Sentence, token: Token) -> bool:
    above = s.parent(token)
    return token.dep == "pobj" and above is not None and above.lower in ("in", "at", "near", "across", "inside", "over")


def pronoun(d: Discourse, s: Sentence, token: Token, depth: int) -> tuple[Party, ...]:
    """Whom `it`, `they`, `he`, `she`, `its`, `their` stand for."""
    if depth > DEEPEST:
        return ()
    if token.lower in ("i", "me", "my", "you", "your", "we", "us", "our"):
        return speaker_of(d, s, token, depth) if token.lower in ("we", "us", "our") else ()
    personal = token.lower in ("he", "him", "his", "she", "her")
    beside = clause_mates(d, s, token, depth)
    for sentence, at, mention in candidates(d, s, token):
        actor = d.reference.actors[mention.id]
        if mention.kind == ActorNameKind.DEMONYM and not speaks_for(sentence, at):
            continue
        if personal != (actor.kind is ActorKind.PERSON):
            continue
        found = party(d, mention.id)
        if found.principal not in beside and (personal or actor.kind in (*COLLECTIVES, ActorKind.GOVERNMENT_BODY)):
            return (found,)
    return ()


def clause_mates(d: Discourse, s: Sentence, token: Token, depth: int) -> set[str]:
    """Whom an object pronoun cannot mean: the subject of its own clause (`Kuleba had called on them`)."""
    if token.dep not in ("dobj", "dative", "pobj"):
        return set()
    for above in s.ancestors(token):
        if above.is_verb:
            subjects = [who for who in s.children(above, "nsubj") if who.tag != "PRP" and token not in s.subtree(who)]
            return {p.principal for who in subjects for p in of_head(d, s, who, depth + 1)}
    return set()


def speaks_for(s: Sentence, token: Token) -> bool:
    """Whether a demonym stands with a noun that makes it the actor: `the Turkish government`."""
    above = s.parent(token)
    return token.dep not in MODIFIERS or (above is not None and above.lemma in nouns().role_nouns - nouns().speaks_only)


def speaker_of(d: Discourse, s: Sentence, token: Token, depth: int) -> tuple[Party, ...]:
    """Whose `we` it is: the subject of the verb of saying above."""
    for above in s.ancestors(token):
        if above.lemma in ("say", "tell", "add", "write", "announce", "declare") and (who := s.child(above, "nsubj")):
            return of_head(d, s, who, depth + 1) if who.i != token.i else ()
    return ()


def back_reference(d: Discourse, s: Sentence, head: Token) -> tuple[Party, ...]:
    """`the country`, `the two countries`, `the alliance`, `the company`, `the minister`."""
    words = nouns()
    determiner = s.child(head, "det")
    definite = determiner is not None and determiner.lower in ("the", "this", "that", "both", "these")
    if head.lemma in words.pairs and (
        (head.tag == "NNS" and s.child(head, "nummod")) or (determiner and determiner.lower == "both")
    ):
        return two_states(d, s, head)
    if not definite or head.tag == "NNS":
        return ()
    if organisation := words.organisations.get(head.lemma):
        return (party(d, organisation),)
    if head.lemma in words.states:
        return last_of(d, s, head, STATES)
    if head.lemma in words.companies:
        return last_of(d, s, head, (ActorKind.COMPANY,))
    if head.lemma in words.role_nouns - words.speaks_only:
        return last_of(d, s, head, (ActorKind.PERSON, ActorKind.GOVERNMENT_BODY))
    return ()


def last_of(d: Discourse, s: Sentence, head: Token, kinds: tuple[ActorKind, ...]) -> tuple[Party, ...]:
    for _, _, mention in candidates(d, s, head):
        if d.reference.actors[mention.id].kind in kinds:
            return (party(d, mention.id),)
    return ()


def two_states(d: Discourse, s: Sentence, head: Token) -> tuple[Party, ...]:
    """The last two states told of before."""
    found: dict[str, Party] = {}
    for _, _, mention in d.before(s, head):
        if mention.sort == "actor":
            candidate = party(d, mention.id)
            if d.reference.actors[candidate.principal].kind in STATES:
                found.setdefault(candidate.principal, Party(candidate.principal, candidate.principal))
        if len(found) == 2:
            return tuple(found.values())
    return ()
