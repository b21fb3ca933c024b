"""Is the web server of this container answering? Exit code 0 when a page, a redirect or a refusal came back."""

import os
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

host = urlsplit(os.environ.get("PORTAL_BASE_URL", "")).netloc or "localhost"
connection = HTTPConnection("127.0.0.1", 8000, timeout=8)
connection.request("GET", "/", headers={"Host": host, "X-Forwarded-Proto": "https"})
sys.exit(connection.getresponse().status >= 500)
