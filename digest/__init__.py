"""What happened: repositories, activities, digests and the sentences about them. Knows no reader."""
