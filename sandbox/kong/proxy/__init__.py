"""What a Kong node does with a visitor's request: match, plugins, pass on."""
