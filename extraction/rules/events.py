"""Frames found in sentences: which word evokes which frame, who fills its roles, and what deed it is about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from extraction.rules.arguments import Arguments
from extraction.rules.lexicon import Frame, Lexicon, Word
from extraction.sentences.discourse import Discourse
from extraction.sentences.parties import parties
from extraction.sentences.predicates import Filled, has_companion, is_infinitive, slots
from extraction.sentences.things import PRONOUNS, things
from extraction.sentences.trees import Sentence, Token

SANCTION_NOUNS = frozenset(
    "sanction embargo ban restriction penalty moratorium measure curb limit blacklisting".split()
)
JOINT_PROGRAMMES = frozenset("programme program project consortium scheme".split())
PROGRAMME_NOUNS = JOINT_PROGRAMMES | frozenset("enrichment test testing development activity".split())
WHO = frozenset(("agent", "addressee", "recipient", "target", "partner"))
EMPTY_VERBS = frozenset("be have do want need like".split())


@dataclass(frozen=True, eq=False)
class Event:
    """A frame evoked by a token. `content` holds what it is about: other events, or heads of plain phrases."""

    frame: Frame
    sentence: Sentence
    token: Token
    roles: Mapping[str, tuple[Token, ...]]
    content: tuple["Event | Token", ...] = ()

    def role(self, name: str) -> tuple[Token, ...]:
        return self.roles.get(name, ())

    def walk(self) -> Iterator["Event"]:
        """The event and all events inside its content."""
        yield self
        for inner in self.content:
            if isinstance(inner, Event):
                yield from inner.walk()

    @property
    def inner(self) -> "Event | None":
        return next((inner for inner in self.content if isinstance(inner, Event)), None)


@dataclass(frozen=True, eq=False)
class Finder:
    """Finds the events of one article. `arguments` are PropBank's, as far as the labeller knows them."""

    discourse: Discourse
    lexicon: Lexicon
    arguments: Arguments = field(default_factory=dict)

    def events(self, s: Sentence) -> list[Event]:
        """The events of a sentence that are not the content of another, in the order of the text."""
        found = [event for token in s if (event := self.event_at(s, token)) is not None]
        taken = {inner.token.i for event in found for inner in event.walk() if inner is not event}
        return [event for event in found if event.token.i not in taken]

    def event_at(self, s: Sentence, token: Token, depth: int = 0) -> Event | None:
        """The event that a token evokes; the first frame of its lemma whose needs are met."""
        part = "verb" if token.is_verb else "noun" if token.is_noun else "adjective" if token.tag[:2] == "JJ" else None
        if part is None or depth > 6:
            return None
        filled: Filled | None = None
        for word in self.lexicon.words.get((part, full_lemma(s, token)), ()):
            if word.beside and not has_companion(s, token, word.beside):
                continue
            filled = filled if filled is not None else slots(s, token)
            event = self.fill(s, token, word, filled, depth)
            if self.meets_needs(event):
                return event
        return None

    def fill(self, s: Sentence, token: Token, word: Word, filled: Filled, depth: int) -> Event:
        roles: dict[str, tuple[Token, ...]] = {}
        for slot, role in word.slots.items():
            tokens = [t for t in filled.get(slot, ()) if t is not token]
            if tokens and (role not in roles or role == "content"):
                roles[role] = (*roles.get(role, ()), *tokens)
        roles = self.named(s, token, word.frame) | roles
        content: list[Event | Token] = []
        for head in (*roles.get("content", ()), *roles.get("measure", ())):
            content += [
                inner for member in conjoined(s, head) if (inner := self.meant(s, member, depth + 1)) is not None
            ]
        return Event(word.frame, s, token, roles, tuple(content))

    def named(self, s: Sentence, token: Token, frame: Frame) -> dict[str, tuple[Token, ...]]:
        """Who fills the roles of a frame, as the labeller names them.

        Who does what an infinitive speaks of is for the frame above it to say: `asked Germany for permission to send`.
        """
        told = self.arguments.get((s.number, token.i), {})
        who = WHO - {"agent"} if is_infinitive(s, token) else WHO
        return {role: told[argument] for role, argument in frame.roles.items() if role in who and argument in told}

    def meant(self, s: Sentence, token: Token, depth: int) -> "Event | Token | None":
        """The event that a phrase is about, looking through empty words; the phrase's head if it is about none."""
        if depth > 6:
            return None
        if (event := self.event_at(s, token, depth)) is not None:
            return event
        if token.is_verb:
            for inner in s.children(token, "xcomp", "ccomp", "acomp", "attr", "advcl"):
                if (token.lemma in EMPTY_VERBS or is_infinitive(s, inner)) and isinstance(
                    found := self.meant(s, inner, depth + 1), Event
                ):
                    return found
            return token
        if not things(self.discourse, s, token):
            for preposition in s.children(token, "prep"):
                for inner in s.children(preposition, "pobj", "pcomp"):
                    if preposition.lower in ("of", "for", "to", "on") and isinstance(
                        found := self.meant(s, inner, depth + 1), Event
                    ):
                        return found
        return token

    def meets_needs(self, event: Event) -> bool:
        needs = event.frame.needs
        return needs is None or getattr(self, f"has_{needs}")(event)

    def has_content(self, event: Event) -> bool:
        return any(isinstance(inner, Event) or things(self.discourse, event.sentence, inner) for inner in event.content)

    def has_avoided(self, event: Event) -> bool:
        """Whether it says what is not to be done: `warned against buying`, `warned Turkey not to buy`."""
        return bool(event.role("avoided")) or (self.has_infinitive(event) and bool(event.role("addressee")))

    def has_licences(self, event: Event) -> bool:
        s = event.sentence
        return any(
            token.lemma in ("permit", "licence", "license", "permission")
            and s.children(token, "compound", "amod", "prep")
            for token in event.role("content")
        )

    def has_wanted(self, event: Event) -> bool:
        """Whether it says what is to be, not what is: `insisted on delivery`, `that it be delivered`."""
        s = event.sentence
        return any(not token.is_verb or not is_claimed(s, token) for token in event.role("content"))

    def has_must(self, event: Event) -> bool:
        """Whether somebody else is said to have to do something: `said that Turkey must return them`."""
        s, d = event.sentence, self.discourse
        speakers = {party.principal for token in event.role("agent") for party in parties(d, s, token)}
        return any(
            party.principal not in speakers
            for token in event.role("content")
            if token.is_verb and any(kid.lower == "must" for kid in s.children(token, "aux"))
            for subject in s.children(token, "nsubj", "nsubjpass")
            for party in parties(d, s, subject)
        )

    def has_matter(self, event: Event) -> bool:
        return bool(event.role("content"))

    def has_infinitive(self, event: Event) -> bool:
        return any(is_infinitive(event.sentence, token) for token in event.role("content"))

    def has_clause(self, event: Event) -> bool:
        return any(token.is_verb for token in event.role("content"))

    def has_addressed(self, event: Event) -> bool:
        if event.role("addressee") and self.has_content(event):
            return True
        clauses = [token for token in event.role("content") if token.is_verb]
        return any(event.sentence.children(token, "nsubj", "nsubjpass") for token in clauses)

    def has_arms(self, event: Event) -> bool:
        heads = [token for role in ("thing", "provided") for token in event.role(role)]
        if any(things(self.discourse, event.sentence, head) for head in heads):
            return True
        return any(
            inner.frame.act not in ("do", "pass")
            if isinstance(inner, Event)
            else inner.tag not in PRONOUNS and bool(things(self.discourse, event.sentence, inner))
            for inner in event.content
        )

    def has_deed(self, event: Event) -> bool:
        return event.inner is not None

    def has_measure(self, event: Event) -> bool:
        return any(token.lemma in SANCTION_NOUNS for token in event.role("measure"))

    def has_target(self, event: Event) -> bool:
        return any(parties(self.discourse, event.sentence, token) for token in event.role("target"))

    def has_programme(self, event: Event) -> bool:
        """Whether it is about a weapons programme: to be put out of one that is shared, or to end one's own."""
        s = event.sentence
        wanted = JOINT_PROGRAMMES if event.frame.act == "sanction" else PROGRAMME_NOUNS
        below = [token for role in ("content", "thing") for head in event.role(role) for token in s.subtree(head)]
        return any(
            token.lemma in wanted and any(self.discourse.weapon_at(s, other) for other in s.subtree(token))
            for token in below
        )

    def has_assets(self, event: Event) -> bool:
        return any(token.lemma in ("asset", "fund", "property", "account") for token in event.role("content"))

    def has_forces(self, event: Event) -> bool:
        return any(token.lemma in ("troop", "force", "soldier", "army", "military") for token in event.role("thing"))

    def has_joint(self, event: Event) -> bool:
        s, token = event.sentence, event.token
        joint = any(kid.lower in ("joint", "jointly", "together") for kid in s.children(token))
        return (joint or bool(event.role("partner")) or full_lemma(s, token).startswith("co")) and (
            self.has_arms(event) or token.is_noun
        )


def is_claimed(s: Sentence, verb: Token) -> bool:
    """Whether a verb says what is: `insisted that it had`, not `insisted that it be` or `that it must`."""
    finite = [verb, *s.children(verb, "aux", "auxpass")]
    return any(one.tag in ("VBZ", "VBD", "MD") and one.lower not in ("must", "should") for one in finite)


def conjoined(s: Sentence, head: Token) -> list[Token]:
    """The phrase and those coordinated with it, of the same sort: verbs with verbs, nouns with nouns."""
    return [member for member in s.conjuncts(head) if member.is_verb == head.is_verb]


def full_lemma(s: Sentence, token: Token) -> str:
    """The lemma with a prefix that the tokeniser cut off: re-export, co-produce."""
    if token.i >= 2 and s[token.i - 1].text == "-" and s[token.i - 1].end == token.start:
        prefix = s[token.i - 2]
        if prefix.end == s[token.i - 1].start and prefix.lower in ("re", "co", "green", "cease", "go"):
            return f"{prefix.lower}-{token.lemma}"
    return token.lemma
