"""What the program remembers: runs, flags, wards as last read, figures by day, mails."""
