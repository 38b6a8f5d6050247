"""The embedded PostgreSQL and Valkey, and the supervisor that runs them."""
