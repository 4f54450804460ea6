"""What a mesh is and what should happen to it: decisions only, no I/O, no clock, no randomness."""
