"""The relational schema: every table, its vocabularies and its migrations.

Importing this package gives the models; `schema.vocabulary` and `schema.errors` stand alone, without a
database, for those who only need the words.
"""
