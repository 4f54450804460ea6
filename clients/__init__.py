"""The only code that talks to Heroku, Kong, Slack and Redis; every failure becomes one of the three errors of `mesh.errors`."""
