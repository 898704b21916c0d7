"""What only one database engine can do, one file an engine."""
