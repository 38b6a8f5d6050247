"""Asking and answering: the queue, leases, recording, what we believe of it."""
