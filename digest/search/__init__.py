"""Search over all that published digests told: one column of terms, the same on SQLite and on PostgreSQL."""
