"""Jobs that fill the record and publish it: one module per source format, the ledger they share, extraction, snapshots."""
