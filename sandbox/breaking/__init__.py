"""What a person can break behind the product's back, in one vocabulary for the page and for the command line's `--break`."""
