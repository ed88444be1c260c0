"""Raw pages become pages: words in lines and blocks, in reading order, running heads and feet marked."""
