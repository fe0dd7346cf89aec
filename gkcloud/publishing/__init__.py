"""Posts (信息): drafting, review, sign-off, publication and what follows."""
