"""Text in, coded facts out: pure functions over plain values, without a database.

The way of a text: `clean` and `layout` mark what is the story, `gate` tells whether it is worth reading,
`parse` gives sentences as trees, `mentions` finds actors and weapons, `predicates` says who does what,
`events` composes that with the lexicon, `facts` and `conditions` turn events into facts, `dates` and
`attribution` place them, `linking` merges the mentions of one article. `coder` runs it all.
"""
