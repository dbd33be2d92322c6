"""What the facts speak of: actors and their names, posts by date, weapon systems as a tree, legal instruments."""

import datetime as dt

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, reference, term
from schema.vocabulary import ActorKind, ActorNameKind, InstrumentKind, Office, Subregion, WeaponLevel, WeaponNameKind


class Actor(Base):
    """Anyone who can ask, answer, sanction or hand over: states, organisations, bodies, groups, firms, persons."""

    __tablename__ = "actor"
    __table_args__ = (
        CheckConstraint("valid_from <= valid_to", name="validity"),
        CheckConstraint("principal_id <> id", name="own_principal"),
        CheckConstraint("same_as_id <> id", name="same_as"),
        {"comment": __doc__},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="ISO 3166 alpha-2 code of a state, else a slug")
    kind: Mapped[ActorKind] = term(ActorKind, "kind", "What sort of actor it is")
    name: Mapped[str] = mapped_column(index=True, comment="Usual English name; for actors met on lists, the list's")
    principal_id: Mapped[str | None] = reference(
        "actor.id", "Actor it acts for, empty: itself alone; a person's comes from post, by date"
    )
    iso3: Mapped[str | None] = mapped_column(
        unique=True, comment="ISO 3166 alpha-3 code; empty: no state, or none was given"
    )
    cow_code: Mapped[int | None] = mapped_column(comment="Correlates of War country number; a successor may share it")
    wikidata_id: Mapped[str | None] = mapped_column(unique=True, comment="Wikidata item (Q-number)")
    valid_from: Mapped[dt.date | None] = mapped_column(comment="First day it existed, where it matters")
    valid_to: Mapped[dt.date | None] = mapped_column(comment="Last day it existed; empty: it does still, or not known")
    note: Mapped[str | None] = mapped_column(comment="What a coder must know of it")
    same_as_id: Mapped[str | None] = reference(
        "actor.id", "Actor that it was judged to be, which leads no further; see actor_judgement"
    )
    subregion: Mapped[Subregion | None] = term(
        Subregion,
        "subregion",
        "Where a state or territory lies by the UN's standard M49, empty for all others",
        index=True,
    )


class ActorName(Base):
    """A name under which texts mean an actor."""

    __tablename__ = "actor_name"
    __table_args__ = (CheckConstraint("valid_from <= valid_to", name="validity"), {"comment": __doc__})

    kind: Mapped[ActorNameKind] = term(ActorNameKind, "kind", "What sort of name it is", primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True, comment="As written in texts")
    actor_id: Mapped[str] = reference("actor.id", "Whose name it is", on_delete="CASCADE")
    language: Mapped[str] = mapped_column(server_default="en", comment="ISO 639-1 code of the language it is used in")
    valid_from: Mapped[dt.date | None] = mapped_column(comment="First day the name meant this actor, where it matters")
    valid_to: Mapped[dt.date | None] = mapped_column(comment="Last day the name meant this actor")


class Post(Base):
    """A person in an office of a body between two days; through it the person stands for the body."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("held_from <= held_to", name="tenure"),
        UniqueConstraint("person_id", "body_id", "title", "held_from"),
        {"comment": __doc__},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="person/body/office/first day")
    person_id: Mapped[str] = reference("actor.id", "Who holds it", on_delete="CASCADE")
    body_id: Mapped[str] = reference("actor.id", "State, organisation or body served")
    office: Mapped[Office] = term(Office, "office", "Sort of office")
    title: Mapped[str] = mapped_column(comment="Title as news writes it")
    held_from: Mapped[dt.date | None] = mapped_column(comment="First day, as early as it may have been")
    held_to: Mapped[dt.date | None] = mapped_column(comment="Last day, as late as it may have been")


class WeaponSystem(Base):
    """A node of the weapon tree: category, family or type."""

    __tablename__ = "weapon_system"
    __table_args__ = (
        CheckConstraint("parent_id <> id", name="own_parent"),
        CheckConstraint(
            "un_category in ('I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII')",
            name="un_category",
        ),
        {"comment": __doc__},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Slug of the designation: s-400, leopard-2, air-defence")
    level: Mapped[WeaponLevel] = term(WeaponLevel, "level", "Level in the tree")
    name: Mapped[str] = mapped_column(unique=True, comment="Usual designation")
    parent_id: Mapped[str | None] = reference("weapon_system.id", "Node above; empty only for the root")
    maker_id: Mapped[str | None] = reference("actor.id", "Prime maker")
    un_category: Mapped[str | None] = mapped_column(comment="Category of the UN Register, I to VIII")
    ambiguous: Mapped[bool] = mapped_column(
        comment="Whether a bare name of it is also an ordinary word or another thing"
    )
    note: Mapped[str | None] = mapped_column(comment="What a coder must know of it")


class WeaponOrigin(Base):
    """A state in which a weapon system is designed or made; several for common projects."""

    __tablename__ = "weapon_origin"
    __table_args__ = ({"comment": __doc__},)

    weapon_id: Mapped[str] = reference(
        "weapon_system.id", "Weapon system that is designed or made there", on_delete="CASCADE", primary_key=True
    )
    actor_id: Mapped[str] = reference("actor.id", "State of origin", primary_key=True)


class WeaponName(Base):
    """A name under which texts and registers mean a weapon system."""

    __tablename__ = "weapon_name"
    __table_args__ = ({"comment": __doc__},)

    kind: Mapped[WeaponNameKind] = term(WeaponNameKind, "kind", "What sort of name it is", primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True, comment="As written in texts or in a register")
    weapon_id: Mapped[str] = reference("weapon_system.id", "Whose name it is", on_delete="CASCADE")
    language: Mapped[str] = mapped_column(server_default="en", comment="ISO 639-1 code of the language it is used in")


class LegalInstrument(Base):
    """A law, resolution or decision on which a sanction or a condition rests."""

    __tablename__ = "legal_instrument"
    __table_args__ = ({"comment": __doc__},)

    id: Mapped[str] = mapped_column(primary_key=True, comment="Slug: caatsa-231, unscr-1929")
    kind: Mapped[InstrumentKind] = term(InstrumentKind, "kind", "What sort of instrument it is")
    name: Mapped[str] = mapped_column(unique=True, comment="Short title")
    issuer_id: Mapped[str | None] = reference("actor.id", "Who issued it")
    citation: Mapped[str | None] = mapped_column(comment="Official citation")
    adopted_on: Mapped[dt.date | None] = mapped_column(comment="Day of adoption or signature")
    parent_id: Mapped[str | None] = reference("legal_instrument.id", "Statute of a section")
    note: Mapped[str | None] = mapped_column(comment="What it does, in a line")


class LegalInstrumentName(Base):
    """A name under which texts mean a legal instrument."""

    __tablename__ = "legal_instrument_name"
    __table_args__ = ({"comment": __doc__},)

    name: Mapped[str] = mapped_column(primary_key=True, comment="As written in texts")
    instrument_id: Mapped[str] = reference("legal_instrument.id", "Whose name it is", on_delete="CASCADE")
