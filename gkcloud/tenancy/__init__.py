"""Tenants: who they are, how they stand in the tree, and the declarative packs that describe them."""
