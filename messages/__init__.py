"""Domain objects in, Block Kit out; nothing here sends anything."""
