"""Tenants: the tree, their routing, and the wall between them."""
