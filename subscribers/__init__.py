"""Who wants which part: consent, selections, addresses, and how we write to one of them."""
