"""People's decisions about facts: taken, taken back, exchanged and compared; no machine overwrites them.

`state` reads and writes what a decision is about, `changing` checks what a person fills in, `deciding` puts decisions
on record and takes them back, `recognising` tells which facts that are coded anew a person has decided about,
`queueing` what waits for a person, `showing` what belongs on one screen, `exchanging` carries decisions to another
database, `agreeing` holds reviewers against each other, and `golden` makes gold of what was reviewed.
"""
