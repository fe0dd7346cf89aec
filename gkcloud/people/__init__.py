"""Persons, sign-in, roles, invitations and delegation."""
