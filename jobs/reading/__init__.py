"""Read what is found now: few requests, as many at once as nothing orders."""
