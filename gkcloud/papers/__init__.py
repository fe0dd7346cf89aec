"""Papers (印件): everything that is printed, from an official document to a gazette. Pure: content in, PDF out."""
