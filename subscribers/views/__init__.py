"""The reader's pages: sign-up, preference centre, and the ways out."""
