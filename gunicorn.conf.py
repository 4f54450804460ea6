"""How gunicorn serves the web process; what is not said here is said by GUNICORN_CMD_ARGS or WEB_CONCURRENCY."""

import os

bind = f"0.0.0.0:{os.environ.get('PORT', '3000')}"
worker_class = "bot.serving.BufferingWorker"  # reads requests whole before a thread sees them
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 25
preload_app = True
graceful_timeout = 20
control_socket_disable = True  # by default all gunicorns of a user share one control socket in their home
