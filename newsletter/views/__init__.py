"""The pages of today's copy: archive, digest, edition, mailbox, health."""
