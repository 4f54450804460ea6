"""Kong's entities at rest: what may be written, what a node sees of it, and the errors by Kong's numbers."""
