"""What we keep in Redis: runs, leases, claims, what is due, whose message is behind, and the recent record. Redis 6.2 commands only."""
