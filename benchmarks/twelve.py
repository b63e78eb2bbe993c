"""
The twelve requests of one code: how many are counted wrongly, by the real server.

    python benchmarks/twelve.py

One second apart, each but the second from a fresh client. Peers, for comparison, as measured when
the service was designed: Kutt 5 wrong, nginx + GoAccess 6, tiny-link 9, YOURLS 10.
"""

import http.client
import json
import time
from urllib.parse import urlsplit

from common import PHONE, kiosk, kiosk_server, scratch

ZALO = f"{PHONE} Zalo android/12080747 ZaloTheme/light ZaloLanguage/vi"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
# What is sent, and how many persons it should count as.
REQUESTS = (
    ("phone browser", "GET", {"User-Agent": PHONE}, 1),
    ("the same phone again", "GET", {"User-Agent": PHONE, "Cookie": ""}, 0),
    ("HEAD", "HEAD", {"User-Agent": PHONE}, 0),
    ("Sec-Purpose: prefetch", "GET", {"User-Agent": PHONE, "Sec-Purpose": "prefetch"}, 0),
    ("Purpose: prefetch", "GET", {"User-Agent": PHONE, "Purpose": "prefetch"}, 0),
    ("Googlebot", "GET", {"User-Agent": GOOGLEBOT}, 0),
    ("facebookexternalhit", "GET", {"User-Agent": "facebookexternalhit/1.1"}, 0),
    ("WhatsApp", "GET", {"User-Agent": "WhatsApp/2.23.20.0"}, 0),
    ("TelegramBot", "GET", {"User-Agent": "TelegramBot (like TwitterBot)"}, 0),
    ("Zalo in-app browser", "GET", {"User-Agent": ZALO}, 1),
    ("curl", "GET", {"User-Agent": "curl/8.5.0"}, 0),
    ("no agent", "GET", {}, 0),
)


def main() -> None:
    wrong, memory, seen = 0, "", 0
    with scratch() as folder:
        kiosk(folder, "init")
        with kiosk_server(folder) as (address, _):
            for name, method, headers, expected in REQUESTS:
                if "Cookie" in headers:
                    headers = {**headers, "Cookie": memory}
                connection = http.client.HTTPConnection(urlsplit(address).netloc)
                connection.request(method, "/q/1001193", headers=headers)
                answer = connection.getresponse()
                answer.read()
                memory = memory or answer.headers.get("Set-Cookie", "").split(";")[0]
                found = kiosk(
                    folder, "stats", "export", "--period", "2020-01-01..2099-12-31",
                    "--format", "json",
                )  # fmt: skip
                total = json.loads(found)["totals"]["scan"]
                wrong += total - seen != expected
                print(f"{name}: counted {total - seen}, expected {expected}")
                seen = total
                time.sleep(1)
    print(f"wrongly counted: {wrong} of {len(REQUESTS)} (asked: 0)")


if __name__ == "__main__":
    main()
