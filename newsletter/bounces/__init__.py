"""What comes back to the bounce mailbox: failed deliveries and complaints, read and stored as providers' events are."""
