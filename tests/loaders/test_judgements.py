"""Judgements of actors: what stands, who is the same as whom by it, and that undoing brings back what was."""

from collections.abc import Iterator
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, insert, select, update

from extraction.names.reference import Reference
from loaders.judging import OF_ACTORS, as_pair
from loaders.registers import merging
from loaders.registers.judgements import history, judge, undo
from loaders.registers.merging import Match
from loaders.registers.sameness import origin, rank, sameness
from loaders.sameness import Pair
from schema.engine import open_engine, reading, writing
from schema.errors import QueryError
from schema.migrating import ensure_schema
from schema.models import Actor, ActorJudgement
from schema.vocabulary import ActorKind, Verdict
from tests.loaders.registers import COMPANY, sdn, written
from tests.loading import load_source

SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE
ACTORS = ["acme", "zenith", "ofac:1", "ofac:2", "os:A", "un:7"]
PAIRS = [(min(pair), max(pair)) for pair in combinations(ACTORS, 2)]
SCORES = st.sampled_from([0.5, 0.9, 0.95, 0.98])


@st.composite
def standings(draw: st.DrawFn) -> list[Pair]:
    chosen = draw(st.lists(st.sampled_from(PAIRS), unique=True))
    verdicts = st.sampled_from([SAME, SAME, DIFFERENT, UNSURE])
    return [
        Pair(left, right, draw(verdicts), None if by_person else draw(SCORES), by_person)
        for left, right in chosen
        for by_person in (draw(st.booleans()),)
    ]


@given(standings(), st.randoms())
def test_who_is_the_same_does_not_hang_on_the_order(pairs: list[Pair], chance: object) -> None:
    found = sameness(pairs)
    turned = list(pairs)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert sameness(turned) == found
    for actor, canonical in found.leads.items():
        assert canonical not in found.leads, "an actor leads to one that leads no further"
        assert actor != canonical


@given(standings())
def test_merges_are_taken_or_held_back_and_never_join_what_is_different(pairs: list[Pair]) -> None:
    found = sameness(pairs)
    for pair in pairs:
        one = found.canonical(pair.left) == found.canonical(pair.right)
        assert not (pair.verdict is DIFFERENT and one)
        if pair.verdict is SAME:
            assert one != (pair in found.held_back)
    if not any(pair.verdict is DIFFERENT for pair in pairs):
        assert not any(pair.by_person for pair in found.held_back)


@given(st.lists(st.sampled_from(PAIRS), unique=True))
def test_by_people_alone_the_same_are_those_that_hang_together(edges: list[tuple[str, str]]) -> None:
    found = sameness([Pair(left, right, SAME, by_person=True) for left, right in edges])
    for start in ACTORS:
        reached, new = {start}, {start}
        while new:
            new = {end for edge in edges for end in edge if reached & set(edge)} - reached
            reached |= new
        assert found.canonical(start) == min(reached, key=rank)


def test_an_actor_of_the_reference_lists_stands_for_the_others() -> None:
    assert min(["ofac:1", "zenith", "os:A"], key=rank) == "zenith"
    assert min(["os:A", "ofac:1"], key=rank) == "ofac:1"
    assert [origin(actor) for actor in ("acme", "ofac:1")] == ["", "ofac"]


def test_a_list_has_nobody_twice_unless_a_person_says_so() -> None:
    sure, less = Pair("ofac:1", "os:A", SAME, 0.98), Pair("ofac:2", "os:A", SAME, 0.95)
    found = sameness([less, sure])
    assert (dict(found.leads), found.held_back) == ({"os:A": "ofac:1"}, (less,))
    found = sameness([sure, less._replace(score=None, by_person=True)])
    assert (dict(found.leads), found.held_back) == ({"os:A": "ofac:2"}, (sure,))
    both = [pair._replace(score=None, by_person=True) for pair in (sure, less)]
    assert dict(sameness(both).leads) == {"ofac:2": "ofac:1", "os:A": "ofac:1"}


def with_actors(engine: Engine) -> None:
    ensure_schema(engine)
    with writing(engine) as connection:
        kind = ActorKind.COMPANY
        connection.execute(insert(Actor), [{"id": actor, "kind": kind, "name": actor} for actor in ACTORS])


@pytest.fixture
def acting(bare: Engine) -> Engine:
    with_actors(bare)
    return bare


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = open_engine(f"sqlite:///{tmp_path_factory.mktemp('judged') / 'sqn.sqlite'}")
    with_actors(made)
    yield made
    made.dispose()


State = tuple[dict[str, str], dict[tuple[str, str], Pair]]


def state(connection: Connection) -> State:
    """Where each actor leads, and what stands of each pair."""
    leads = connection.execute(select(Actor.id, Actor.same_as_id).where(Actor.same_as_id.is_not(None)))
    return {row.id: row.same_as_id for row in leads}, {
        at: as_pair(row) for at, row in OF_ACTORS.standing(connection).items()
    }


def begun_anew(connection: Connection, told: list[tuple[tuple[str, str], Verdict, float]]) -> None:
    connection.execute(update(Actor).values(same_as_id=None))
    connection.execute(delete(ActorJudgement))
    merging.record(connection, [Match(*pair, verdict, score, "test") for pair, verdict, score in told])


MACHINE = st.lists(
    st.tuples(st.sampled_from(PAIRS), st.sampled_from([SAME, UNSURE]), SCORES), unique_by=lambda told: told[0]
)
FEW = PAIRS[:4] + PAIRS[-2:]  # so that a pair is often judged again, and merges hang together
VERDICTS = st.sampled_from([*Verdict])


@given(MACHINE, st.lists(st.tuples(st.sampled_from(FEW), VERDICTS), max_size=8))
def test_undone_from_the_last_to_the_first_each_judgement_leaves_what_was_before_it(
    engine: Engine, told: list[tuple[tuple[str, str], Verdict, float]], deeds: list[tuple[tuple[str, str], Verdict]]
) -> None:
    with writing(engine) as connection:
        begun_anew(connection, told)
        before = []
        for (left, right), verdict in deeds:
            before.append(state(connection))
            judge(connection, right, left, verdict, "Ann")
        for (left, right), _ in reversed(deeds):
            undo(connection, left, right, "Ben")
            assert state(connection) == before.pop()
        assert len(connection.execute(select(ActorJudgement.id)).all()) == len(told) + len(deeds), "nothing is lost"


@given(MACHINE, st.lists(st.tuples(st.sampled_from(FEW), st.one_of(VERDICTS, st.none())), max_size=12))
def test_judged_and_undone_in_any_order_what_stands_is_each_pairs_newest(
    engine: Engine,
    told: list[tuple[tuple[str, str], Verdict, float]],
    deeds: list[tuple[tuple[str, str], Verdict | None]],
) -> None:
    """A deed is a verdict on a pair, or None to undo its newest. Beside the database goes a stack for each pair."""
    machine = {pair: Pair(*pair, verdict, score) for pair, verdict, score in told}
    people: dict[tuple[str, str], list[Pair]] = {}
    with writing(engine) as connection:
        begun_anew(connection, told)
        for pair, verdict in deeds:
            stack = people.setdefault(pair, [])
            if verdict is not None:
                judge(connection, *pair, verdict, "Ann")
                stack.append(Pair(*pair, verdict, None, by_person=True))
            elif stack:
                undo(connection, *pair, "Ben")
                stack.pop()
            else:
                with pytest.raises(QueryError, match="nothing to undo"):
                    undo(connection, *pair, "Ben")
            stands = machine | {at: stack[-1] for at, stack in people.items() if stack}
            assert state(connection) == (dict(sameness(stands.values()).leads), stands)


def test_a_chain_is_cut_and_mended_on_both_databases(acting: Engine) -> None:
    """All ways to judge A=B, B=C, C=A and to undo them: a circle leads nowhere wrong."""
    circle = [("acme", "ofac:1"), ("ofac:1", "os:A"), ("os:A", "acme")]
    for judged in permutations(circle):
        for undone in permutations(circle):
            with writing(acting) as connection:
                for number, (one, other) in enumerate(judged):
                    judge(connection, one, other, SAME, "Ann")
                    assert len(state(connection)[0]) == min(number + 1, 2)
                assert state(connection)[0] == {"ofac:1": "acme", "os:A": "acme"}
                undo(connection, *undone[0], "Ann")
                assert state(connection)[0] == {"ofac:1": "acme", "os:A": "acme"}, "two of three still hang together"
                undo(connection, *undone[1], "Ann")
                (last,) = state(connection)[0].items()
                assert set(last) == set(undone[2])
                undo(connection, *undone[2], "Ann")
                assert state(connection) == ({}, {})


def test_who_judged_when_and_who_took_it_back_stays_on_record(acting: Engine) -> None:
    with writing(acting) as connection:
        merging.record(connection, [Match("ofac:1", "acme", SAME, 0.9, "Acme, XX")])
        judge(connection, "os:A", "ofac:1", SAME, "Ann", "same founder")
        judge(connection, "acme", "ofac:1", DIFFERENT, "Ben")
        undo(connection, "ofac:1", "acme", "Cy")
    with reading(acting) as connection:
        rows = history(connection, "os:A")
        assert [(row.left_id, row.right_id, row.verdict, row.by_person, row.undone_by) for row in rows] == [
            ("acme", "ofac:1", SAME, False, None),
            ("ofac:1", "os:A", SAME, True, None),
            ("acme", "ofac:1", DIFFERENT, True, "Cy"),
        ]
        assert [row.reasons for row in rows] == [["Acme, XX"], ["same founder"], []]
        assert rows[2].judged_at < rows[2].undone_at
        assert state(connection)[0] == {"ofac:1": "acme", "os:A": "acme"}
        assert history(connection, "zenith") == []


def test_what_cannot_be_judged_is_said(acting: Engine) -> None:
    with writing(acting) as connection:
        with pytest.raises(QueryError, match="'nobody'"):
            judge(connection, "acme", "nobody", SAME, "Ann")
        with pytest.raises(QueryError, match="name two"):
            judge(connection, "acme", "acme", SAME, "Ann")
        with pytest.raises(QueryError, match="'nobody'"):
            history(connection, "nobody")
        merging.record(connection, [Match("ofac:1", "acme", SAME, 0.9, "Acme, XX")])
        with pytest.raises(QueryError, match="no person's judgement"):
            undo(connection, "ofac:1", "acme", "Ann")


def test_a_loader_judges_a_pair_once_and_never_over_a_person(acting: Engine) -> None:
    match = Match("ofac:1", "acme", SAME, 0.9, "Acme, XX")
    with writing(acting) as connection:
        judge(connection, "acme", "ofac:1", DIFFERENT, "Ann")
        for _ in range(2):
            merging.record(connection, [match, Match("acme", "ofac:1", UNSURE, 0.5, "Acme")])
        assert state(connection)[0] == {}
        undo(connection, "acme", "ofac:1", "Ann")
        assert len(connection.execute(select(ActorJudgement.id)).all()) == 2


def test_a_loader_that_learns_more_is_surer_and_never_less_sure(acting: Engine) -> None:
    unsure, sure = Match("ofac:1", "acme", UNSURE, 0.5, "Acme"), Match("ofac:1", "acme", SAME, 0.9, "Acme, XX")
    with writing(acting) as connection:
        for match, leads in ((unsure, {}), (sure, {"ofac:1": "acme"}), (unsure, {"ofac:1": "acme"})):
            merging.record(connection, [match])
            assert state(connection)[0] == leads
        assert connection.execute(select(ActorJudgement.score, ActorJudgement.reasons)).all() == [(0.9, ["Acme, XX"])]


def test_an_entry_that_tells_more_in_a_later_release_is_matched_anew(
    empty: Engine, reference: Reference, tmp_path: Path
) -> None:
    pine = COMPANY.replace("EXAMPLE TRADING CO., LTD.", "GREEN PINE ASSOCIATED CORPORATION").replace("] [IFSR", "")
    merged = select(Actor.same_as_id).where(Actor.id == "ofac:9002")
    for day, state_told, leads in (
        ("2021-08-18", "", None),
        ("2022-08-18", "North Korea", "green-pine-associated-corporation"),
    ):
        source = written(tmp_path, f"sdn_{day}.csv", sdn(pine.replace("Iran", state_told)))
        load_source(empty, reference, "ofac", source, tmp_path)
        with reading(empty) as connection:
            assert connection.scalar(merged) == leads
