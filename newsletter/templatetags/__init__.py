"""Template tags of today's copy."""
