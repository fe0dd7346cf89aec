"""The demonstration's persons and posts: read from the packs' ``demo`` folders, made through the product's own actions."""
