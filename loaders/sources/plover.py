"""PLOVER events, POLECAT's and the like, as machines coded them, into the lake of Parquet files."""

from loaders.lake.plover_loading import forecast, load
from loaders.loader import Loader

LOADER = Loader(
    "plover",
    "Events of PLOVER: POLECAT's tables (tabs, header), JSON, JSON Lines",
    "the lake; view plover_events",
    "number of the event",
    load,
    forecast,
    help="""Nothing of it goes into the record: an event is what a machine took a report to say. After `sqn publish` the
view plover_events shows it, and `sqn ask event_feed` beside GDELT.""",
)
