"""Links that lead away from here: which there are, and whether they open the right page."""
