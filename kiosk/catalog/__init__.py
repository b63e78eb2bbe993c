"""From catalog file to checked records to stored versions; what changed; search."""
