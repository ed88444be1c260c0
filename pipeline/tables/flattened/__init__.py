"""Tables flattened into plain text: lines without boxes, put back into rows and columns (docs/flattened-tables.md)."""
