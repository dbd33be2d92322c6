"""Answers as pandas data frames whose columns have the types that an analyst reckons with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.types as kinds

from workbench.runner import Result
from workbench.values import values

PLAIN = {"boolean": kinds.is_boolean, "Int64": kinds.is_integer, "str": kinds.is_string}
MOMENTS = (kinds.is_date32, kinds.is_timestamp)


def frame(result: Result) -> pd.DataFrame:
    """The rows as a data frame: days and moments as datetime64, whole numbers as Int64, yes and no as boolean.

    Lists stay lists and structs dictionaries. A column that holds what its type has no room for (the day infinity, a
    number of 30 digits) is one of Python objects.
    """
    if result.table is None:
        return pd.DataFrame(result.records(), columns=list(result.columns))
    columns = zip(result.columns, result.table.columns, strict=True)
    return pd.DataFrame({name: series(column) for name, column in columns}, columns=list(result.columns))


def series(column: pa.ChunkedArray) -> pd.Series[Any]:
    """A column of an answer as a series."""
    kind = column.type.value_type if kinds.is_dictionary(column.type) else column.type
    told = values(column)
    try:
        for name, fits in PLAIN.items():
            if fits(kind):
                return pd.Series(told, dtype=name)
        if kinds.is_floating(kind):
            return pd.Series(told, dtype="float64")
        if any(fits(kind) for fits in MOMENTS):
            zone = kinds.is_timestamp(kind) and kind.tz
            return pd.Series(told, dtype="datetime64[us, UTC]" if zone else "datetime64[us]")
        if kinds.is_decimal(kind):
            return of_decimals(told)
    except (OverflowError, ValueError, TypeError):
        pass  # one of the values is not of the type's range: all stay what they are
    return pd.Series(told, dtype="object")


def of_decimals(told: list[Any]) -> pd.Series[Any]:
    """Whole numbers where all are, as of a sum; else floats. Raises ValueError where a float would not be exact."""
    if all(value is None or value == int(value) for value in told):
        return pd.Series([None if value is None else int(value) for value in told], dtype="Int64")
    if any(value is not None and Decimal(repr(float(value))) != value for value in told):
        raise ValueError("more digits than a float holds")
    return pd.Series(told, dtype="float64")
