"""A snapshot as known on a day: what was published by then, and what the database had learned by then.

`moment` is what is asked for, `leaving` takes out of a snapshot what came later, `restoring` takes later decisions of
people back, `retelling` tells again what registers said before they were revised, `uniting` reckons anew which accounts
are of one fact, and `deriving` makes a file of it and keeps it for the next question.
"""
