"""Slack in: words and clicks become a stored run or a private answer. Before the ack only Redis is touched."""
