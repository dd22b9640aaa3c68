"""What people are told: the figures, the mails made of them, and how those leave the house."""
