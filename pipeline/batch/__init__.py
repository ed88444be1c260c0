"""Many documents: which files, which worker does what, what is done already."""
