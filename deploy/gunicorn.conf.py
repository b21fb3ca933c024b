"""The web server, for ./portal run and for the container alike. No request is logged, so no visitor's address is."""

import os

bind = "127.0.0.1:8000"
workers = 2
# The workers share what the first one loaded. ./portal run has one worker, which would share with nobody.
preload_app = not os.environ.get("PORTAL_RUN")
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
forwarded_allow_ips = "*"  # only the proxy can reach it; it listens on the loopback or inside the container network
limit_request_line = 4094
limit_request_fields = 60
