"""Who counts as a person; durable writing of events; tallies."""
