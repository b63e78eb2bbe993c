"""A host elsewhere, on this machine: pages as portals really answer."""

import gzip
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FRAME = "Cổng Dịch vụ công. " * 20  # the words around every page of a portal
RIGHT = f"<title>Đăng ký khai sinh</title><body><h1>Đăng ký  khai\nsinh</h1><p>{FRAME}</p>"
SHELL = '<body><div id="app"></div><script>start("1.001193")</script><noscript>Bật JS</noscript>'
PAGES = {
    "/dung": RIGHT,
    "/ma": f"<body><p>Mã thủ tục: 1.001193.</p><p>{FRAME}</p>",
    "/trong": "<html><body></body></html>",
    "/khung": SHELL,
    "/p/home/khung": SHELL,
    "/sai": f"<body><h1>Thủ tục 1.0011931</h1><p>{FRAME}</p>",
    "/khong-thay": f"<body><p>Không tìm thấy kết quả cho 1.001193</p><p>{FRAME}</p>",
    "/bai": f"<body><p>{FRAME}</p>",
}
HOPS = {
    "/chuyen-trong": "/dung",
    "/chuyen-ngoai": "http://localhost:{port}/dung",
    "/chuyen-noi-bo": "http://169.254.169.254/latest",
    "/vong": "/vong",
    "/chuyen-hong": "http://[::1",
}


class _Host(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers["User-Agent"], self.headers["Host"]))
        path = self.path.partition("?")[0]
        if path in PAGES:
            self._send(200, PAGES[path].encode())
        elif path in HOPS:
            self.send_response(302)
            self.send_header("Location", HOPS[path].format(port=self.server.server_port))
            self.end_headers()
        elif path == "/nen":
            self._send(200, gzip.compress(RIGHT.encode()), encoding="gzip")
        elif path == "/bom":
            self._send(200, gzip.compress(b" " * 50_000_000), encoding="gzip")
        elif path == "/dut":
            self._send(200, RIGHT.encode()[:40], length=len(RIGHT))
        elif path == "/dut-nen":
            self._send(200, gzip.compress(RIGHT.encode())[:-20], encoding="gzip")
        elif path == "/404-nen":
            self._send(404, b"", encoding="gzip")
        elif path == "/pdf":
            self._send(200, b"%PDF-1.7", kind="application/pdf")
        elif path == "/lon":
            self._stream()
        elif path == "/cham":
            self.server.is_over.wait(30)
        elif path == "/nho-giot":
            self._drip()
        elif path == "/trang-nho-giot":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self._drip()
        elif path.lstrip("/").isdigit():
            self._send(int(path[1:]), FRAME.encode())
        else:
            self._send(404, b"")

    def _send(self, status, body, kind="text/html; charset=utf-8", encoding=None, length=None):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length or len(body)))
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self):
        """A page without end; how much was taken stands in `sent`."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        chunk = b"<p>dai</p>" * 10_000
        try:
            while not self.server.is_over.is_set():
                self.wfile.write(chunk)
                self.server.sent += len(chunk)
        except OSError:
            pass

    def _drip(self):
        """A byte now and then, never too late for the timeout of a step."""
        try:
            while not self.server.is_over.wait(0.05):
                self.wfile.write(b"H")
                self.wfile.flush()
        except OSError:
            pass

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Host)
        self.asked, self.sent, self.is_over = [], 0, threading.Event()
        self.address = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_):
        pass  # whoever hangs up is what some tests are about


@contextmanager
def elsewhere():
    """The running host: `address`, what was `asked`, how many bytes of a long page were `sent`."""
    server = _Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.is_over.set()
        server.shutdown()
        thread.join()
        server.server_close()
