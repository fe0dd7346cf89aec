"""Demonstration units (示范单位): a county's programme of a year, from its standard to the list and what comes after."""
