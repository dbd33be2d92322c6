"""Articles on record as they are compared."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from loaders.portions import portions
from loaders.stories.texts import Account
from schema.models import Article
from schema.vocabulary import DatePrecision


def accounts_of(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[Account, str | None]]:
    """Articles as they are compared, each with its language, by id."""
    table = Article
    columns = (table.id, table.text, table.title, table.source_id, table.agency, table.language)
    found = {}
    for some in portions(sorted(ids)):
        rows = connection.execute(
            select(*columns, table.published_on, table.published_precision).where(table.id.in_(some))
        )
        for key, text, title, source, agency, language, day, precision in rows:
            exact = day if precision is DatePrecision.DAY else None
            found[key] = Account(key, text, title, source, agency, exact), language
    return found
