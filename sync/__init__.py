"""Sheets ⇄ tables: the workbooks described, read, provisioned and marked."""
