"""The launcher: one command that starts the stand-ins and the product, types a script, prints the channel and leaves nothing behind."""
