"""The library of standards (考核测评标准): what a county appraises its units by, in versions that never change.

A standard is shipped with the product or written by the county. A campaign is pinned to one version of it.
"""
