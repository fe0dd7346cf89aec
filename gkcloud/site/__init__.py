"""The public subsite of a tenant."""
