"""Bulk event feeds as Parquet: partitioned by month beside the record, never in it; questions read them as views."""
