"""What the catalog does across several rows and files: importing, photos, the vocabulary."""
