"""Turn what Slack draws into lines of plain text, one file for each kind of content; `sandbox.slack.text` is the door."""
