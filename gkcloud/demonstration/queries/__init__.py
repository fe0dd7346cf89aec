"""Reading: what the county sees, what a unit sees of itself, and what the public sees."""
