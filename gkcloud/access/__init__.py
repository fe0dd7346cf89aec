"""Who may do what: one table, and the sealed registration of pages."""
