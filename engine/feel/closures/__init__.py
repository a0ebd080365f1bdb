"""What each kind of node becomes: a function of the variables and the run."""
