"""Purposes of asking beside the model's own doubt: rare tags, people's doubt, conflicts with sellers."""
