"""The consolidated list of the UN Security Council: its traps, what it means, and what must not be read."""

import datetime as dt
import io
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from extraction.names.reference import Reference
from loaders.decoding import UnreadableError
from loaders.jobs import loaders
from loaders.ledger import Reject
from loaders.reference import load_reference
from loaders.registers.naming import nationality_named
from loaders.registers.programmes import programmes
from loaders.registers.register import Meaning, Record, SanctionTold, Seen
from loaders.registers.un_file import LONGEST
from loaders.sources.un import CONSOLIDATED, LOADER
from schema.engine import reading
from schema.errors import SourceError
from schema.migrating import ensure_schema
from schema.models import Actor, ActorDetail, DatasetRecord, Listing, RejectedRecord, Sanction
from schema.vocabulary import ActorKind, IdentifierScheme, ListedNameKind, SanctionStage
from tests.loaders.mutating import MUTATIONS, mutations, survived
from tests.loading import load_source, named

SEEN = Seen(None, dt.date(2024, 5, 3))
SAMPLE = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" dateGenerated="2024-05-03T23:30:00.123-04:00">
  <INDIVIDUALS>
    <INDIVIDUAL><DATAID>101</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME> KIM </FIRST_NAME>
      <SECOND_NAME>IL
        PROBE</SECOND_NAME><THIRD_NAME/><UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPi.901</REFERENCE_NUMBER>
      <LISTED_ON>2016-11-30-04:00</LISTED_ON><NAME_ORIGINAL_SCRIPT>김일시</NAME_ORIGINAL_SCRIPT>
      <COMMENTS1>Buys parts
        for missiles.</COMMENTS1>
      <TITLE><VALUE>Mr</VALUE></TITLE>
      <DESIGNATION><VALUE>Trade official</VALUE><VALUE>Attaché</VALUE></DESIGNATION>
      <NATIONALITY><VALUE>Democratic People's Republic of Korea</VALUE></NATIONALITY>
      <LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE><LAST_DAY_UPDATED><VALUE/></LAST_DAY_UPDATED>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Gim Il Probe</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Kim</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>김 (original script; Gim; Ghim)</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Kim Il Old</ALIAS_NAME><NOTE>Formerly listed as</NOTE></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_ADDRESS><CITY>Dandong,</CITY><COUNTRY>China</COUNTRY><NOTE>as of 2015</NOTE></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1964-07-17</DATE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>CIRCA</TYPE_OF_DATE><YEAR>1964</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1965</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1964</FROM_YEAR><TO_YEAR>1966</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1958</YEAR><NOTE>Sep.</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>30-35 years old</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE/></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Wonsan</CITY><COUNTRY>Democratic People's Republic of Korea</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
      <INDIVIDUAL_PLACE_OF_BIRTH/>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Numéro de passeport</TYPE_OF_DOCUMENT><NUMBER> 99001</NUMBER>
        <ISSUING_COUNTRY>Syrian Arab Republic</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>National Identification Number</TYPE_OF_DOCUMENT>
        <TYPE_OF_DOCUMENT2>Ration card no.</TYPE_OF_DOCUMENT2><NUMBER>77</NUMBER><COUNTRY_OF_ISSUE>Iraq</COUNTRY_OF_ISSUE></INDIVIDUAL_DOCUMENT>
      <INDIVIDUAL_DOCUMENT/>
      <SORT_KEY/></INDIVIDUAL>
    <INDIVIDUAL><DATAID>102</DATAID><FIRST_NAME>Stateless</FIRST_NAME><SECOND_NAME>Nobody</SECOND_NAME><THIRD_NAME>The</THIRD_NAME>
      <FOURTH_NAME>Fourth</FOURTH_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>QDi.901</REFERENCE_NUMBER>
      <LISTED_ON/><INDIVIDUAL_ADDRESS><COUNTRY>Pakistan</COUNTRY></INDIVIDUAL_ADDRESS></INDIVIDUAL>
    <INDIVIDUAL><DATAID>103</DATAID><FIRST_NAME>New</FIRST_NAME><UN_LIST_TYPE>Utopia</UN_LIST_TYPE></INDIVIDUAL>
    <INDIVIDUAL><FIRST_NAME>No</FIRST_NAME><SECOND_NAME>Number</SECOND_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE></INDIVIDUAL>
    <INDIVIDUAL><DATAID>105</DATAID><FIRST_NAME/><UN_LIST_TYPE>DPRK</UN_LIST_TYPE></INDIVIDUAL>
    <INDIVIDUAL><DATAID>106</DATAID><FIRST_NAME>No List</FIRST_NAME></INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES>
    <ENTITY><DATAID>201</DATAID><FIRST_NAME>PROBE TRADING &amp; CO</FIRST_NAME><UN_LIST_TYPE>Iran</UN_LIST_TYPE>
      <REFERENCE_NUMBER>IRe.901</REFERENCE_NUMBER><LISTED_ON>2007-03-24</LISTED_ON>
      <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Probe Co</ALIAS_NAME></ENTITY_ALIAS>
      <ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Old Probe Co</ALIAS_NAME></ENTITY_ALIAS>
      <ENTITY_ADDRESS><STREET>1 Probe Street</STREET><CITY>Tehran</CITY><COUNTRY>Iran (Islamic Republic of)</COUNTRY></ENTITY_ADDRESS>
      </ENTITY>
  </ENTITIES>
</CONSOLIDATED_LIST>
""".encode()  # fmt: skip  # noqa: E501
BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/hostname">]>"""
PARAMETER = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY % c SYSTEM "file:///etc/hostname"> %c;]>"""
ELSEWHERE = b"""<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">"""
BODY = SAMPLE.partition(b"?>")[2]


def taken(content: bytes) -> tuple[list[Record], list[Reject]]:
    items = list(CONSOLIDATED.read(io.BytesIO(content), named("list.xml")))
    return [i for i in items if isinstance(i, Record)], [i for i in items if isinstance(i, Reject)]


def meaning_of(key: str, reference: Reference) -> Meaning:
    record = next(record for record in taken(SAMPLE)[0] if record.key == key)
    return CONSOLIDATED.understand(record, reference, SEEN)


def test_entries_are_records_and_what_lacks_a_number_name_or_list_is_refused() -> None:
    records, rejects = taken(SAMPLE)
    assert [record.locator for record in records] == [
        "list.xml#INDIVIDUALS/101", "list.xml#INDIVIDUALS/102", "list.xml#INDIVIDUALS/103", "list.xml#ENTITIES/201",
    ]  # fmt: skip
    assert [(reject.locator, reject.reason) for reject in rejects] == [
        ("list.xml#INDIVIDUALS/[4]", "entry 4 of INDIVIDUALS has no DATAID"),
        ("list.xml#INDIVIDUALS/105", "entry 5 of INDIVIDUALS has no name"),
        ("list.xml#INDIVIDUALS/106", "entry 6 of INDIVIDUALS has no UN_LIST_TYPE"),
    ]
    assert rejects[0].raw.startswith(b"<INDIVIDUAL><FIRST_NAME>No</FIRST_NAME>")


def test_a_record_holds_what_is_not_empty_without_the_breaks_of_the_file() -> None:
    raw = taken(SAMPLE)[0][0].raw
    assert raw["SECOND_NAME"] == "IL PROBE"
    assert raw["DESIGNATION"] == {"VALUE": ["Trade official", "Attaché"]}
    assert len(raw["INDIVIDUAL_ALIAS"]) == 4
    assert {"THIRD_NAME", "SORT_KEY", "LAST_DAY_UPDATED"}.isdisjoint(raw)
    assert taken(SAMPLE)[0][0].says.startswith(
        "KIM IL PROBE; individual; Trade official; Attaché; list DPRK; KPi.901; listed on 2016-11-30; Democratic"
    )


def test_a_person_is_known_by_names_papers_and_births(reference: Reference) -> None:
    meaning = meaning_of("101", reference)
    (actor,) = meaning.actors
    assert (actor.id, actor.kind, actor.name, actor.principal) == ("un:101", ActorKind.PERSON, "KIM IL PROBE", "KP")
    assert actor.names == (
        (ListedNameKind.PRIMARY, "KIM IL PROBE"),
        (ListedNameKind.STRONG, "김일시"),
        (ListedNameKind.STRONG, "Gim Il Probe"),
        (ListedNameKind.WEAK, "Kim"),
        (ListedNameKind.STRONG, "김"),
        (ListedNameKind.STRONG, "Gim"),
        (ListedNameKind.STRONG, "Ghim"),
        (ListedNameKind.FORMER, "Kim Il Old"),
    )
    assert actor.identifiers == (
        (IdentifierScheme.UN, "KPi.901"),
        (IdentifierScheme.PASSPORT, "99001 (Syrian Arab Republic)"),
        (IdentifierScheme.NATIONAL_ID, "77 (Iraq)"),
    )
    assert [value for field, value in actor.details if field == "born"] == [
        "1964-07-17", "circa 1964", "circa 1965", "1964 to 1966", "1958 (Sep.)", "30-35 years old",
    ]  # fmt: skip
    assert ("address", "Dandong, China (as of 2015)") in actor.details
    assert ("birth_place", "Wonsan, Democratic People's Republic of Korea") in actor.details
    assert ("comments", "Buys parts for missiles.") in actor.details
    assert ("document", "National Identification Number, Ration card no., 77, Iraq") in actor.details


def test_a_programme_over_arms_is_a_sanction_of_the_day_of_listing(reference: Reference) -> None:
    meaning = meaning_of("101", reference)
    assert (meaning.listed, meaning.programmes, meaning.listed_on) == ("un:101", ("DPRK",), dt.date(2016, 11, 30))
    (told,) = meaning.facts
    assert isinstance(told.fields, SanctionTold)
    assert told.fields.imposer is not None
    assert told.fields.imposer.actor == "un-security-council"
    assert told.fields.stage is SanctionStage.IMPOSED
    assert told.earliest == told.latest == dt.date(2016, 11, 30)


def test_states_come_from_nationality_address_or_programme_and_else_stay_open(reference: Reference) -> None:
    assert meaning_of("201", reference).actors[0].principal == "IR"
    nobody = meaning_of("102", reference)
    assert nobody.actors[0].name == "Stateless Nobody The Fourth"
    assert nobody.actors[0].principal is None
    assert (nobody.listed_on, nobody.facts) == (None, ())
    stranger = meaning_of("103", reference)
    assert (stranger.programmes, stranger.facts, stranger.actors[0].principal) == (("Utopia",), (), None)
    without = SAMPLE.replace(b"<NATIONALITY>", b"<SINCE>").replace(b"</NATIONALITY>", b"</SINCE>")
    assert CONSOLIDATED.understand(taken(without)[0][0], reference, SEEN).actors[0].principal == "KP"
    undated = SAMPLE.replace(b"2016-11-30-04:00", b"in winter")
    (told,) = CONSOLIDATED.understand(taken(undated)[0][0], reference, SEEN).facts
    assert (told.earliest, told.latest) == (None, dt.date(2024, 5, 3))


def test_the_day_of_a_release_stands_in_its_first_element() -> None:
    assert CONSOLIDATED.released_on(io.BytesIO(SAMPLE)) == dt.date(2024, 5, 3)
    assert CONSOLIDATED.released_on(io.BytesIO(b"<CONSOLIDATED_LIST/>")) is None
    assert CONSOLIDATED.released_on(io.BytesIO(b'<CONSOLIDATED_LIST dateGenerated="soon"/>')) is None
    with pytest.raises(UnreadableError, match="get it anew"):
        CONSOLIDATED.released_on(io.BytesIO(b""))


@pytest.mark.parametrize("opening", [BOMB, OUTSIDE, PARAMETER, ELSEWHERE])
def test_document_types_and_entities_are_refused(opening: bytes) -> None:
    for content in (opening + BODY, opening + BODY.replace(b"KIM", b"&c;")):
        with pytest.raises(UnreadableError, match="get it anew"):
            taken(content)
        with pytest.raises(UnreadableError, match="get it anew"):
            CONSOLIDATED.released_on(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "broken"),
        (SAMPLE[: len(SAMPLE) // 2], "broken"),
        (SAMPLE.replace(b"UTF-8", b"utf-99"), "broken"),
        (b"<html><body/></html>", "begins with <html>"),
        (b"id,name\n1,x\n", "broken"),
        (b"<CONSOLIDATED_LIST>" + b"<a>" * 100_000, "within one another"),
        (b"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><X>" + b"x" * (LONGEST + 1), "without an entry's end"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        taken(content)


def test_a_list_within_a_list_of_another_sort_is_a_reject() -> None:
    inner = b"<INDIVIDUAL><DATAID>1</DATAID></INDIVIDUAL><ENTITY/>"
    records, rejects = taken(b"<CONSOLIDATED_LIST><ENTITIES>" + inner + b"</ENTITIES></CONSOLIDATED_LIST>")
    assert not records
    assert [reject.locator for reject in rejects] == ["list.xml#ENTITIES/1", "list.xml#ENTITIES/[2]"]


def test_mutated_bytes_are_rejects_or_unreadable(reference: Reference) -> None:
    def bombed(data: bytes, chance: random.Random) -> bytes:
        return chance.choice([BOMB, OUTSIDE, PARAMETER, ELSEWHERE]) + data.partition(b"?>")[2]

    def tagged(data: bytes, chance: random.Random) -> bytes:
        tags = [b"DATAID", b"FIRST_NAME", b"UN_LIST_TYPE", b"LISTED_ON", b"NATIONALITY", b"INDIVIDUAL_ALIAS", b"VALUE"]
        return data.replace(chance.choice(tags), chance.choice([*tags, b"entry", b"x:y"]))

    def nested(data: bytes, chance: random.Random) -> bytes:
        tag = chance.choice([b"DATAID", b"FIRST_NAME", b"UN_LIST_TYPE", b"DATE", b"ALIAS_NAME", b"NUMBER"])
        return data.replace(b"<" + tag + b">", b"<" + tag + b"><VALUE>1</VALUE>")

    whole = 0
    for number, mutated in enumerate(mutations(SAMPLE, [bombed, tagged, nested, nested, tagged])):
        records, rejects, read = survived(CONSOLIDATED, io.BytesIO(mutated), reference, SEEN)
        whole += read
        if read:
            assert records + rejects <= 30, f"mutation {number}"
    assert MUTATIONS // 10 < whole < MUTATIONS, "mutations must neither all be refused nor all be read"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "home"


def written(folder: Path, content: bytes, name: str = "consolidated.xml") -> str:
    file = folder / name
    file.write_bytes(content)
    return str(file)


def counted(engine: Engine, *columns: Any) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.scalars(select(*columns)))


def test_a_list_loads_on_both_databases_twice_and_anew(
    bare: Engine, reference: Reference, tmp_path: Path, store: Path
) -> None:
    ensure_schema(bare)
    load_reference(bare, reference, "lists")
    long = b"<COMMENTS1>" + b"Long. " * 3_000 + "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}".encode() * 900
    content = SAMPLE.replace(b"<COMMENTS1>", long).replace(b">Gim Il Probe<", b">" + b"x" * 9_000 + b"<")
    first = load_source(bare, reference, "un", written(tmp_path, content), store)
    assert first is not None
    assert (first.counts.inserted, first.counts.rejected, first.counts.facts) == (4, 3, 2)
    again = load_source(bare, reference, "un", written(tmp_path, content), store)
    assert again is not None
    assert (again.counts.unchanged, again.counts.rejected, again.counts.facts) == (4, 3, 0)
    assert counted(bare, func.count(Listing.id)) == [4]
    assert set(counted(bare, Listing.programme_id)) == {"un/DPRK", "un/Al-Qaida", "un/Iran", None}
    assert len(counted(bare, RejectedRecord.locator)) == 6

    later = content.replace(b"2024-05-03", b"2024-06-01").replace(b">Iran<", b">Gone<").replace(b"Trade off", b"Off")
    third = load_source(bare, reference, "un", written(tmp_path, later), store)
    assert third is not None
    assert (third.counts.updated, third.counts.unchanged) == (2, 2)
    assert counted(bare, Listing.gone_by).count(dt.date(2024, 6, 1)) == 1
    assert counted(bare, Actor.name).count("KIM IL PROBE") == 1
    assert "Official" in counted(bare, ActorDetail.value)


def test_broken_lists_leave_the_record_as_it_is(
    empty: Engine, reference: Reference, tmp_path: Path, store: Path
) -> None:
    load_source(empty, reference, "un", written(tmp_path, SAMPLE), store)
    before = counted(empty, DatasetRecord.digest)
    for number, mutated in enumerate(mutations(SAMPLE, [])):
        if number % 15:
            continue
        try:
            load_source(empty, reference, "un", written(tmp_path, mutated), store, day=dt.date(2024, 5, 3))
        except SourceError as error:
            assert "consolidated.xml" in str(error), f"mutation {number}"
    load_source(empty, reference, "un", written(tmp_path, SAMPLE), store)
    assert sorted(counted(empty, DatasetRecord.digest)) == sorted(before)


def test_the_loader_is_found_in_its_folder() -> None:
    assert loaders()["un"] is LOADER


def test_the_real_list_loads_whole_and_twice_changes_nothing(
    empty: Engine, reference: Reference, shared: Path, store: Path
) -> None:
    file = shared / "data" / "un" / "consolidated_2018-10-29.xml"
    with file.open("rb") as content:
        records = list(CONSOLIDATED.read(content, named(file.name)))
    assert all(isinstance(record, Record) for record in records)
    entries = [record.raw["entry"] for record in records if isinstance(record, Record)]
    assert (entries.count("INDIVIDUAL"), entries.count("ENTITY")) == (703, 390)
    known = programmes(reference)
    assert {f"un/{record.raw['UN_LIST_TYPE']}" for record in records if isinstance(record, Record)} <= known.keys()

    first = load_source(empty, reference, "un", str(file), store)
    assert first is not None
    assert (first.counts.inserted, first.counts.rejected) == (1_093, 0)
    assert counted(empty, func.count(Listing.id)) == [1_093]
    assert None not in counted(empty, Listing.listed_on)
    assert counted(empty, func.count(Sanction.fact_id)) == [first.counts.facts]
    again = load_source(empty, reference, "un", str(file), store)
    assert again is not None
    assert (again.counts.unchanged, again.counts.inserted, again.counts.updated) == (1_093, 0, 0)


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("Tunisia", "TN"),
        ("Tunisian", "TN"),
        ("Somali", "SO"),
        ("Palestinian", "PS"),
        ("Indonesia (as at Dec. 2003)", "ID"),
        ("Iran (Islamic Republic of)", "IR"),
        ("United States. Also believed to hold Syrian nationality", "US"),
        ("Possibly Ethiopian", None),
        ("Kuwaiti citizenship withdrawn in 2002", None),
        ("Bahrain (citizenship revoked in Jan. 2015)", None),
        ("Sudanese by birth", None),
        ("na", None),
        ("Korean", None),  # of two states
    ],
)
def test_a_nationality_is_a_state_or_its_people_and_no_guess(
    written: str, state: str | None, reference: Reference
) -> None:
    assert nationality_named(written, reference) == state
    told = SAMPLE.replace(b"Democratic People's Republic of Korea</VALUE></NATIONALITY>", b"%b</VALUE></NATIONALITY>")
    (record, *_), _ = taken(told.replace(b"%b<", written.encode() + b"<").replace(b">DPRK<", b">Utopia<"))
    assert CONSOLIDATED.understand(record, reference, SEEN).actors[0].principal == state


def test_every_committee_that_lists_somebody_has_its_programme(reference: Reference) -> None:
    lists = "Al-Qaida CAR DPRK DRC GB Haiti Iran Iraq Libya Mali Somalia SouthSudan Sudan Taliban Yemen".split()
    known = programmes(reference)
    assert {f"un/{tag}" for tag in lists} <= known.keys()
    assert (known["un/Haiti"].instrument, known["un/Haiti"].state) == ("unscr-2653", "HT")
