"""Verdicts on pairs of articles and what follows from them, each text read and each sentence embedded once a batch."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from loaders.stories.accounts import accounts_of
from loaders.stories.direction import who_copied
from loaders.stories.embedding import Array, Embedding, embed
from loaders.stories.garbling import Garbled, garbled
from loaders.stories.grouping import Copying
from loaders.stories.likeness import SAME_TEXT, Kind, Verdict, compare
from loaders.stories.texts import Account
from schema.vocabulary import StoryRole

MOST_TEXTS = 3000  # that are remembered from one batch to the next
MOST_VERDICTS = 300_000
ROLES = {Kind.REPRINT: StoryRole.REPRINT, Kind.REWORDED: StoryRole.REWORDED}


@dataclass
class Decider:
    """What is known of texts so far; forgetting it costs time and changes nothing."""

    embedding: Embedding = embed
    accounts: dict[str, Account] = field(default_factory=dict)
    sentences: dict[str, Array] = field(default_factory=dict)
    verdicts: dict[tuple[str, str], Verdict] = field(default_factory=dict)

    def forget(self) -> None:
        """Forgets what was known longest, between batches."""
        for known in (self.accounts, self.sentences):
            for key in list(known)[: max(0, len(known) - MOST_TEXTS)]:
                del known[key]
        if len(self.verdicts) > MOST_VERDICTS:
            self.verdicts.clear()

    def know(self, account: Account, sentences: Array | None) -> None:
        self.accounts[account.id] = account
        if sentences is not None:
            self.sentences[account.id] = sentences

    def read(self, connection: Connection, ids: Iterable[str]) -> Mapping[str, Account]:
        """Reads the articles that are not known yet; all that are known."""
        missing = [key for key in ids if key not in self.accounts]
        for key, (account, _) in accounts_of(connection, missing).items():
            self.accounts[key] = account
        return self.accounts

    def embed(self, account: Account) -> Array:
        if account.id not in self.sentences:
            self.sentences[account.id] = self.embedding(account.written)
        return self.sentences[account.id]

    def verdict(self, one: str, other: str) -> Verdict:
        pair = (min(one, other), max(one, other))
        if pair not in self.verdicts:
            self.verdicts[pair] = compare(self.accounts[one], self.accounts[other], self.embed)
        return self.verdicts[pair]

    def copyings(self, groups: Iterable[Sequence[str]], pairs: Iterable[tuple[str, str]]) -> list[Copying]:
        """Who copied whom among articles of the same words (`groups`, in order) and pairs of other words.

        A group's first article stands for it in `pairs`; which of the group was there first is asked apart.
        """
        others = {self.original(group): group for group in groups}
        standing = {group[0]: original for original, group in others.items()}
        found = []
        surest: dict[str, tuple[Copying, Verdict]] = {}
        for pair in pairs:
            verdict = self.verdict(*pair)
            if verdict.is_copy:
                one, other = (standing.get(key, key) for key in pair)
                copying = self.copying(one, other, verdict)
                found.append(copying)
                if copying.copy not in surest or surest[copying.copy][0].score < copying.score:
                    surest[copying.copy] = copying, verdict
        for original, group in others.items():
            found += self.reprints(original, group)
            if original in surest:  # what the original was copied from, the others may have been as well
                copying, verdict = surest[original]
                further = (self.copying(copying.original, key, verdict) for key in group if key != original)
                found += [one for one in further if one.original == copying.original]
        return found

    def original(self, group: Sequence[str]) -> str:
        """The likeliest original of articles of the same words."""
        best = self.accounts[group[0]]
        for key in group[1:]:
            best = who_copied(best, self.accounts[key], same_words=True).original
        return best.id

    def reprints(self, original: str, group: Sequence[str]) -> Iterator[Copying]:
        for key in group:
            if key == original:
                continue
            found = who_copied(self.accounts[original], self.accounts[key], same_words=True)
            surety = found.surety if found.original.id == original else round(1 - found.surety, 3)
            yield Copying(original, key, StoryRole.REPRINT, surety, (*SAME_TEXT.reasons, *found.reasons))

    def copying(self, one: str, other: str, verdict: Verdict) -> Copying:
        found = who_copied(self.accounts[one], self.accounts[other])
        score = round(verdict.score * found.surety, 3)
        reasons = (*verdict.reasons, *found.reasons)
        return Copying(found.original.id, found.copy.id, ROLES[verdict.kind], score, reasons)

    def garbled(self, copy: str, original: str, role: StoryRole) -> tuple[Garbled, ...]:
        embedding = self.embed if role is StoryRole.REWORDED else None
        return garbled(self.accounts[copy], self.accounts[original], embedding)
