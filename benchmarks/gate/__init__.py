"""A mutation score of the gate: true statements must pass, and the same statements made false by code must not."""
