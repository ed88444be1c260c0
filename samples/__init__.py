"""Plans of invented bodies, and the generator that makes them: documents, scans, texts and gold from one set of data."""
