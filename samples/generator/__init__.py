"""From a plan's data to documents and gold, one direction: content -> typeset -> pdf / flatten / gold -> scan."""
