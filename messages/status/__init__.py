"""How a mesh or an app stands, for people."""
