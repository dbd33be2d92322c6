"""Tables and views looked at row by row.

`shape` says what a snapshot holds, `wanted` reads an address, `statement` makes SQL of it with values bound, `facets`
counts what stands in columns of few values, `leading` says where a cell leads, and `laying` lays out a page.
"""
