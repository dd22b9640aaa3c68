"""Flags through time: what is new, what is open, what was put right, and what was decided."""
