"""What every part needs to know of Vietnamese text: keys, spelling, dates and numbers as people write them."""
