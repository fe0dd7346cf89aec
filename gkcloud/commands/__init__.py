"""The commands of ``gkcloud``, one module for each kind of work."""
