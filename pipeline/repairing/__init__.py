"""Lines become repaired text: letters mended, hyphenation undone, every edit kept."""
