"""Stand-ins on the wire for Slack, Heroku, Kong and the public edge, and the launcher that runs the product against them.

Nothing here imports the product, so that the sandbox can contradict it.
"""
