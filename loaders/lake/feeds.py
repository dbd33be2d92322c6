"""All feeds of the lake by the name of their kind."""

from loaders.lake import gdelt, plover

FEEDS = {**gdelt.FEEDS, plover.FEED.view: plover.FEED}
