"""What landed changes added and removed: reading their patches, choosing hunks, quoting lines."""
