"""Pages become sections, plans and blocks: the tree of headings and what stands below each."""
