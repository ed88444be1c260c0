"""Numbers checked against each other: which rows sum to which, and what a broken sum says."""
