"""The stand-in for Heroku held to Heroku's published schema, its documented errors, and what its real clients send."""
