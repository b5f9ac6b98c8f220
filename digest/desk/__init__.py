"""The desk: what an editor decides about a digest before it is published."""
