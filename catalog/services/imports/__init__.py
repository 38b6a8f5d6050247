"""Imports as managers know them: brought, looked into, run, stopped, gone on with and undone."""
