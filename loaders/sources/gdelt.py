"""GDELT 2.0: events and mentions as machines coded them, into the lake of Parquet files."""

from loaders.lake.gdelt import FEEDS
from loaders.lake.loading import forecast, load
from loaders.loader import Loader, Option

LOADER = Loader(
    "gdelt",
    "Events and mentions of GDELT 2.0 (tabs or commas)",
    "the lake; views gdelt_events and gdelt_mentions",
    "number of the event; all columns of a mention",
    load,
    forecast,
    (Option("kind", "What the files hold, where columns and name do not tell.", choices=tuple(FEEDS)),),
    help="Nothing of it goes into the record; after `sqn publish` the views gdelt_events and gdelt_mentions show it.",
)
