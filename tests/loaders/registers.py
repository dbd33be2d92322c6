"""Small releases of our own writing in the formats of SIPRI and OFAC, with the traps of the real ones."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from schema.engine import reading
from schema.models import (
    Actor,
    ActorDetail,
    ActorIdentifier,
    ActorJudgement,
    DatasetRecord,
    DatasetRelease,
    Fact,
    FactObject,
    ListedName,
    Listing,
    Sanction,
    Transfer,
    WeaponSystem,
)

SIPRI_HEADER = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,Number delivered, ,"
    "Year(s) of delivery,status,Comments,SIPRI TIV per unit,SIPRI TIV for total order,SIPRI TIV of delivered weapons"
)
PREAMBLE = [
    "Transfers of major conventional arms from All countries  to All countries .",
    "A '?' in a column indicates uncertain data.",
    "",
    "Source: the test",
    "Data generated: 02 Feb 2025 10:02:49 AM",
]
DEALS = [
    "Turkiye,Russia,2017,,2,?,S-400 Triumf,SAM system,2,,2019,New,Incl parts from Turkey; for one site,65,130,130",
    "Elbonia,Russia,2021,?,4,?,FCS-4008,fire control radar,0,,,New,For frigates,1,4,0",
    # broken over two lines without quotes, as the export breaks some
    "Norway,Germany,2023,,54,,Leopard-2A8,tank,0,,,New,For delivery from 2026\n,6,324,0",
    # one state orders the same from another twice in a year
    "Turkiye,Germany,2014,,4,,ship engine,ship engine,4,,2017; 2018,New,For 2 frigates,1,4,4",
    "Turkiye,Germany,2014,,4,,ship engine,ship engine,4,,2019,New,For 2 corvettes,1,4,4",
    "Hezbollah (Lebanon)*,Iran,2006,?,20,?,Fajr-3,self-propelled MRL,20,?,2007; 2008,New,Possibly aid,0.5,10,10",
    "United Nations**,Israel,2015,,3,,Hermes-900,UAV,3,,2016,New,3-year lease,3,9,9",
    "Peru,unknown supplier(s),1991,?,6,,Kılıç,missile boat,6,,1993,Second hand,,9,54,54".replace("ı", "i"),
    "East Germany (GDR),Soviet Union,1970,,12,,MiG-21MF,fighter aircraft,12,,1971,New,,5,60,60",
]
SIPRI = "\n".join([*PREAMBLE, SIPRI_HEADER, *DEALS]) + "\n"

PERSON = (
    '9001,"DOE, Jane",individual,"CAATSA - RUSSIA","Head of purchasing",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"DOB 01 Apr 1961; POB Izmir, Turkey; nationality Turkey; Passport U0012345 (Turkey); '
    "CAATSA Section 235 Information: EXPORT SANCTIONS Sec. 235(a)(2); "
    "alt. CAATSA Section 235 Information: BLOCKING PROPERTY AND INTERESTS IN PROPERTY. "
    "Sec 235(a)(9); a.k.a. 'JAYDEE'; Linked To: PURCHASING OFFICE.\""
)
COMPANY = (
    '9002,"EXAMPLE TRADING CO., LTD.",-0- ,"NPWMD] [IFSR",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"Additional Sanctions Information - Subject to Secondary Sanctions; Tax ID No. 77001 (Iran)."'
)
SHIP = (
    '9003,"NEVERSAIL",vessel,"DPRK4",-0- ,"HMXX","General Cargo","4,500","2,900","North Korea","EXAMPLE SHIPPING",'
    '"Vessel Registration Identification IMO 9999993; MMSI 445000001."'
)
LATER = '9004,"LATE GENERAL TRADING",-0- ,"SDGT] [NPWMD",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- '
END = "\x1a"


def sdn(*entries: str) -> str:
    return "\r\n".join([*entries, END])


FIRST = sdn(PERSON, COMPANY, SHIP)
SECOND = sdn(PERSON.replace("Head of", "Former head of"), COMPANY.replace("NPWMD] [IFSR", "IFSR"), LATER)


def written(folder: Path, name: str, content: str, encoding: str = "utf-8") -> str:
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return str(path)


def contents(engine: Engine) -> dict[str, list[Any]]:
    """What the data sets fill, without moments and runs."""
    tables = (
        Actor, ActorDetail, ActorIdentifier, ActorJudgement, DatasetRecord, DatasetRelease, Fact, FactObject,
        ListedName, Listing, Sanction, Transfer, WeaponSystem,
    )  # fmt: skip
    volatile = {"run_id", "recorded_at", "judged_at", "judged_by", "extractor_version"}
    with reading(engine) as connection:
        return {
            table.__tablename__: sorted(
                map(
                    repr,
                    connection.execute(select(*(c for c in table.__table__.columns if c.name not in volatile))).all(),
                )
            )
            for table in tables
        }
