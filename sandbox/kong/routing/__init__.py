"""Which route takes a request: Kong's router."""
