"""What a row of a sheet says, as values of the tables; each cell that cannot be taken is named with its reason."""

import datetime as dt
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from extraction.names.gazetteer import gazetteer
from extraction.names.reference import Reference
from extraction.names.reference_lists import day_span
from loaders.codings.columns import OBJECTS, SEVERAL, Column, columns, of_kind
from loaders.codings.names import UnfitError, actors, instrument, party, weapon
from loaders.codings.yaml_sheets import Row
from schema.errors import did_you_mean
from schema.vocabulary import AttributionKind, FactKind, ObjectRole, Resolution, Term

DAYS = re.compile(r"(?P<first>\d{4}(?:-\d\d){0,2})(?:(?:/|\.\.)(?P<last>\d{4}(?:-\d\d){0,2}))?")
QUANTITY = re.compile(r"(?P<least>\d{1,9}(?:\.\d{1,2})?)(?:\s*[-–]\s*(?P<most>\d{1,9}(?:\.\d{1,2})?))?")
COUNT = re.compile(r"[1-9]\d{0,5}")

Values = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """A fact as a row tells it: values by column of its tables, and the row that it points to, if any.

    All of it can be written as JSON, by which two tellings are compared.
    """

    kind: FactKind
    coder: str
    note: str | None
    fact: Values
    fields: Values
    objects: list[Values]
    evidence: Values
    says: list[list[str]]
    points_to: Mapping[str, str] = field(default_factory=dict)


class Reading:
    """One row being read: what it says so far, and what is wrong with it."""

    def __init__(self, connection: Connection, reference: Reference, row: Row, article: Any, kind: FactKind) -> None:
        self.connection, self.reference, self.row, self.article, self.kind = connection, reference, row, article, kind
        self.faults: list[str] = []
        self.day: dt.date | None = article.published_on if article else None

    def told(self, coder: str | None) -> Told:
        """What the row says. Raises UnfitError with all that is wrong with it."""
        self.strangers()
        fact = {**self.days(), "date_words": self.cell("date_words"), "confidence": self.confidence()}
        points_to: dict[str, str] = {}
        fields: Values = {}
        for column in of_kind(self.kind):
            if column.sort == "row":
                if written := self.cell(column.name):
                    points_to[column.name] = written
                elif column.needed:
                    self.faults.append(f"column {column.name}: is empty: name the row of its fact")
            else:
                fields |= self.field(column)
        evidence = self.evidence(fact["confidence"])
        objects = self.objects()
        says = [[c.name, self.row.cells[c.name]] for c in of_kind(self.kind) if c.terms and c.name in self.row.cells]
        says += [["object", thing["weapon_id"]] for thing in objects if thing["role"] == ObjectRole.OBJECT]
        if not coder:
            self.faults.append("column coder: is empty: say who coded it, or give --coder")
        if self.faults:
            raise UnfitError("; ".join(self.faults))
        return Told(self.kind, str(coder), self.cell("note"), fact, fields, objects, evidence, sorted(says), points_to)

    def cell(self, name: str) -> str | None:
        return self.row.cells.get(name)

    def strangers(self) -> None:
        """Notes the cells that belong to other kinds of fact."""
        for column in columns():
            if column.fields and self.kind not in column.fields and self.cell(column.name):
                kinds = " or ".join(column.fields)
                self.faults.append(f"column {column.name}: belongs to a {kinds}, not to a {self.kind}")
        if self.cell("trigger") and self.kind is not FactKind.SANCTION:
            self.faults.append(f"column trigger: belongs to a sanction, not to a {self.kind}")

    def days(self) -> Values:
        written = self.cell("date")
        if written is None:
            return {"earliest": None, "latest": None}
        found = DAYS.fullmatch(written)
        try:
            if found is None:
                raise ValueError(written)
            first, last = day_span(found["first"]), day_span(found["last"] or found["first"])
            if first[0] > last[1]:
                raise ValueError(written)
        except ValueError:
            self.faults.append(
                f"column date: `{written[:60]}` is neither a day, month or year (2020-02-20, 2020-02, 2020) "
                "nor two of them in order with / between"
            )
            return {"earliest": None, "latest": None}
        self.day = first[0]
        return {"earliest": first[0].isoformat(), "latest": last[1].isoformat()}

    def confidence(self) -> float:
        written = self.cell("confidence")
        if written is None:
            return 1.0
        if not re.fullmatch(r"0?\.\d{1,6}|[01](?:\.0{1,6})?", written.replace(",", ".")):
            self.faults.append(f"column confidence: `{written[:60]}` is no number from 0 to 1")
            return 1.0
        return float(written.replace(",", "."))

    def field(self, column: Column) -> Values:
        """The values of one column of the sheet."""
        assert column.fields is not None, column.name
        stored = column.fields[self.kind]
        written = self.cell(column.name)
        if column.sort == "term":
            return {stored: self.term(column, self.kind)}
        if written is None:
            return {stored: self.quoted()} if (self.kind, stored) == (FactKind.CONDITION, "text") else self.none(column)
        try:
            if column.sort == "party":
                found = party(self.connection, self.reference, written, self.day)
                return {stored: found.actor, stored.replace("_id", "_principal_id"): found.principal}
            return {stored: instrument(self.reference, written) if column.sort == "instrument" else written}
        except UnfitError as error:
            self.faults.append(f"column {column.name}: {error}")
            return self.none(column)

    def none(self, column: Column) -> Values:
        assert column.fields is not None, column.name
        stored = column.fields[self.kind]
        if column.sort == "party":
            return {stored: None, stored.replace("_id", "_principal_id"): None}
        return {stored: None}

    def term(self, column: Column, kind: FactKind | None) -> Term | None:
        """The word of a column's vocabulary; what an empty cell means, if it means one."""
        written, words = self.cell(column.name), column.words(kind)
        if written is None:
            if column.needed:
                self.faults.append(f"column {column.name}: is empty: one of {', '.join(words)}")
            return column.default(kind)
        bare = re.sub(r"[\s-]+", "_", written.lower())
        if bare in words:
            return words[words.index(bare)]
        near = did_you_mean(bare[:60], words) or f" One of {', '.join(words)}."
        self.faults.append(f"column {column.name}: `{written[:60]}` is no word of it.{near}")
        return None

    def quoted(self) -> str | None:
        return " ".join((self.cell("quote") or "").split())

    def evidence(self, confidence: float) -> Values:
        """Where the quote stands, and whose claim it is."""
        named = {column.name: column for column in columns() if None in (column.terms or {})}
        told: Values = {
            "attribution": self.term(named["attribution"], None),
            "speaker": self.cell("speaker"),
            "speaker_id": None,
            "via": self.cell("via"),
            "modality": self.term(named["modality"], None),
            "stance": self.term(named["evidence_stance"], None),
            "confidence": confidence,
        }
        if told["speaker"]:
            if self.cell("attribution") is None:
                told["attribution"] = AttributionKind.NAMED
            elif told["attribution"] is AttributionKind.OUTLET:
                self.faults.append(
                    "column speaker: the outlet's own voice has no speaker: leave it empty, or say named"
                )
            with suppress(UnfitError):  # the words stay, whoever they mean
                told["speaker_id"] = actors(self.reference).find(told["speaker"])
        if self.article is None:
            return told
        try:
            start, end = span_of(self.article.text, self.cell("quote"), self.cell("occurrence"))
        except UnfitError as error:
            self.faults.append(str(error))
            return told
        return {"article_id": self.article.id, "start_char": start, "end_char": end, **told}

    def objects(self) -> list[Values]:
        found: list[Values] = []
        for role, name in OBJECTS.items():
            for written in self.parts(name):
                try:
                    known = weapon(self.connection, self.reference, written)
                except UnfitError as error:
                    self.faults.append(f"column {name}: {error}")
                    continue
                if any((thing["role"], thing["weapon_id"]) == (role, known) for thing in found):
                    self.faults.append(f"column {name}: names {known} twice")
                    continue
                found.append({"role": role, "weapon_id": known, **self.words_for(known)})
        things = [thing for thing in found if thing["role"] is ObjectRole.OBJECT]
        for name in ("quantity", "unit"):
            values = self.parts(name)
            if values and len(values) != len(things):
                self.faults.append(f"column {name}: has {len(values)} values for {len(things)} objects: give one each")
                continue
            for thing, value in zip(things, values, strict=False):
                thing |= self.quantity(value) if name == "quantity" else {"unit": value or None}
        return [{"quantity": None, "quantity_to": None, "unit": None, **thing} for thing in found]

    def parts(self, name: str) -> list[str]:
        written = self.cell(name)
        return [part.strip() for part in written.split(SEVERAL)] if written else []

    def quantity(self, written: str) -> Values:
        if not written:
            return {}
        found = QUANTITY.fullmatch(written.replace(",", ""))
        if found is None or float(found["least"]) > float(found["most"] or found["least"]):
            self.faults.append(f"column quantity: `{written[:60]}` is neither a number nor a range such as 4-6")
            return {}
        return {"quantity": found["least"], "quantity_to": found["most"]}

    def words_for(self, known: str) -> Values:
        """The words of the quote that name a weapon; if none do, it is described there."""
        quote = self.cell("quote") or ""
        for mention in gazetteer(self.reference).mentions(quote):
            if mention.sort == "weapon" and known in self.reference.weapons and self.reference.is_a(mention.id, known):
                return {"words": mention.span.of(quote), "resolution": Resolution.NAMED}
        return {"words": None, "resolution": Resolution.DESCRIBED}


def span_of(text: str, quote: str | None, occurrence: str | None) -> tuple[int, int]:
    """Where a quote stands in a text; only white space may differ. Raises UnfitError."""
    if not quote:
        raise UnfitError("column quote: is empty")
    words = r"\s+".join(re.escape(word) for word in quote.split())
    places = [match.span() for match in re.finditer(rf"(?<!\w){words}(?!\w)", text)]
    if not places:
        raise UnfitError("column quote: does not stand in the article word for word")
    if occurrence is None:
        if len(places) > 1:
            raise UnfitError(f"column occurrence: the quote stands {len(places)} times: say which, 1 to {len(places)}")
        return places[0]
    if not COUNT.fullmatch(occurrence) or int(occurrence) > len(places):
        raise UnfitError(f"column occurrence: `{occurrence[:20]}`, but the quote stands {len(places)} times")
    return places[int(occurrence) - 1]
