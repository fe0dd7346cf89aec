"""Work recorded in the database and carried out by RQ."""
