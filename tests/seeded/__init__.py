"""Ward workbooks with seeded mistakes: right wards, two ways to write them, mistakes and an oracle."""
