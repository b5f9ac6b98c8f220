"""What a commit moved in the interface that callers see: both sides of its files are read, and never run."""
