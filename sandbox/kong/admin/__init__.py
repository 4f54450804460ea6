"""Kong's Admin API: from a request to an answer, without a socket."""
