"""Jobs that fill the record and publish it: a module per source format, the ledger they share, snapshots."""
