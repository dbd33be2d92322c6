"""How good a coder is: what it missed, invented and got wrong, figures over folds by story, and a report."""
