"""The rules of the dispatch: tables and policy in, flags out."""
