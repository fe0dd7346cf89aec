"""From duties to what the templates draw: plain dicts, every word that a person reads."""
