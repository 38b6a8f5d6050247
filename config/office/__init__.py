"""The catalog managers' office: Django's admin, with pages of our own among its lists."""
