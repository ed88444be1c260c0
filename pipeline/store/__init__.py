"""The Delta store: ingest, versions, query, export."""
