"""Regular expressions as Kong's own engines read them: PCRE 8 (1.0 to 2.8, and the Admin API of 3.x), Rust's regex (the router of 3.x)."""
