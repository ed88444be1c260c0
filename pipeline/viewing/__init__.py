"""What was understood, for people to look at: pictures of pages, lists of doubts, wide tables."""
