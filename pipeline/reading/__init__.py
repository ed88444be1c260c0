"""A source becomes raw pages: words and rulings, from its text layer or by OCR, in a child process with limits."""
