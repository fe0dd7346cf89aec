"""Official-document composition: text in, HTML and CSS for the PDF engine out. Pure, no web, no database."""
