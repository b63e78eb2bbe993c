"""Who counts as a person, by what a request says of itself."""

import pytest
from conftest import PHONE
from werkzeug.test import create_environ

from kiosk.web.visitor import Visitor

ANDROID = "Mozilla/5.0 (Linux; Android 12; SM-A135F Build/SP1A.210812.016; wv) "
WEBVIEW = "AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.6367.82 Mobile "
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
GECKO = "(KHTML, like Gecko) "
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
COMPATIBLE = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; "

PEOPLE = {
    "Chrome on Android, reduced": PHONE,
    "Chrome on iPhone": f"{IPHONE}{GECKO}CriOS/124.0.6367.111 Mobile/15E148 Safari/604.1",
    "Safari on iPhone": f"{IPHONE}{GECKO}Version/17.5 Mobile/15E148 Safari/604.1",
    "Safari on an old iPad": (
        "Mozilla/5.0 (iPad; CPU OS 9_3_5 like Mac OS X) AppleWebKit/601.1.46 "
        "(KHTML, like Gecko) Version/9.0 Mobile/13G36 Safari/601.1"
    ),
    "Zalo on Android": (
        f"{ANDROID}{WEBVIEW}Safari/537.36 Zalo android/12100655 ZaloTheme/light ZaloLanguage/vi"
    ),
    "Zalo on iPhone": f"{IPHONE}{GECKO}Mobile/15E148 Zalo iOS/521 ZaloTheme/light ZaloLanguage/vn",
    "Facebook on Android": (f"{ANDROID}{WEBVIEW}Safari/537.36 [FB_IAB/FB4A;FBAV/460.0.0.43.103;]"),
    "Facebook on iPhone": (
        f"{IPHONE}{GECKO}Mobile/15E148 [FBAN/FBIOS;FBAV/461.0.0.35.106;FBBV/590013437;"
        "FBDV/iPhone13,2;FBMD/iPhone;FBSN/iOS;FBSV/17.4.1;FBSS/3;FBID/phone;FBLC/vi_VN;FBOP/5]"
    ),
    "Messenger": f"{ANDROID}{WEBVIEW}Safari/537.36 [FB_IAB/Orca-Android;FBAV/440.0.0.28.115;]",
    "Instagram": f"{ANDROID}{WEBVIEW}Safari/537.36 Instagram 330.0.0.40.92 Android",
    "TikTok on Android": (
        f"{ANDROID}{WEBVIEW}Safari/537.36 trill_320405 JsSdk/1.0 NetType/WIFI Channel/googleplay "
        "AppName/trill app_version/32.4.5 ByteLocale/vi-VN Region/VN BytedanceWebview/d8a21c6"
    ),
    "TikTok on iPhone": (
        f"{IPHONE}{GECKO}Mobile/15E148 musical_ly_32.4.0 JsSdk/2.0 NetType/4G Channel/App Store "
        "ByteLocale/vi Region/VN RevealType/Dialog isDarkMode/0"
    ),
    "Coc Coc on Android": (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
        "coc_coc_browser/120.0.0 Chrome/114.0.0.0 Mobile Safari/537.36"
    ),
    "Coc Coc on Windows": (f"{WINDOWS}coc_coc_browser/95.0.150 Chrome/89.0.4389.150 Safari/537.36"),
    "Opera Mini on Android": (
        "Opera/9.80 (Android; Opera Mini/7.6.40234/191.308; U; vi) Presto/2.12.423 Version/12.16"
    ),
    "Opera Mini on a feature phone": (
        "Opera/9.80 (J2ME/MIDP; Opera Mini/4.5.40312/191.308; U; vi) Presto/2.12.423 Version/12.16"
    ),
    "Samsung Internet": (
        "Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-A536E) AppleWebKit/537.36 "
        "(KHTML, like Gecko) SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile Safari/537.36"
    ),
    "Xiaomi browser": (
        "Mozilla/5.0 (Linux; U; Android 13; vi-vn; 22101316G Build/TP1A.220624.014) "
        f"{WEBVIEW}Safari/537.36 XiaoMi/MiuiBrowser/14.7.2-gn"
    ),
    "Oppo browser": (
        "Mozilla/5.0 (Linux; U; Android 11; vi-vn; CPH2239 Build/RP1A.200720.011) "
        f"{WEBVIEW}Safari/537.36 HeyTapBrowser/45.8.4.1"
    ),
    "UC Browser": (
        "Mozilla/5.0 (Linux; U; Android 10; vi-VN; RMX2185 Build/QP1A.190711.020) AppleWebKit/"
        "537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.6.0.1315 "
        "Mobile Safari/537.36"
    ),
    "UC Browser through its proxy": (
        "UCWEB/2.0 (MIDP-2.0; U; Adr 4.4.2; vi-VN; GT-I9300) U2/1.0.0 UCBrowser/9.4.1.482 "
        "U2/1.0.0 Mobile"
    ),
    "Android 4": (
        "Mozilla/5.0 (Linux; U; Android 4.1.2; vi-vn; GT-S7562 Build/JZO54K) AppleWebKit/534.30 "
        "(KHTML, like Gecko) Version/4.0 Mobile Safari/534.30"
    ),
    "Android 5": (
        "Mozilla/5.0 (Linux; Android 5.1.1; SM-J200G Build/LMY47X) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Chrome/62.0.3202.84 Mobile Safari/537.36"
    ),
    "Android 6": (
        "Mozilla/5.0 (Linux; Android 6.0.1; OPPO A37f) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Chrome/95.0.4638.74 Mobile Safari/537.36"
    ),
    "Android 7": (
        "Mozilla/5.0 (Linux; Android 7.0; SM-G610F) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36"
    ),
    "a phone whose name holds bot": (
        "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Chrome/100.0.0.0 Mobile Safari/537.36"
    ),
    "Nokia": "Nokia210/2.0 (03.09) Profile/MIDP-2.1 Configuration/CLDC-1.1",
    "KaiOS": ("Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5"),
    "Samsung feature phone": "SAMSUNG-GT-E2252/1.0 SHP/VPP/R5 Nextreaming SMM-MMS/1.2.0",
    "Firefox on Windows": (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:126.0) Gecko/20100101 Firefox/126.0"
    ),
    "Edge on Windows": f"{WINDOWS}Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0",
    "Internet Explorer": "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
}

BOTS = {
    "Googlebot": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Googlebot as a phone": (
        "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Chrome/124.0.6367.91 Mobile Safari/537.36 "
        "(compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    ),
    "bingbot": (
        f"{COMPATIBLE}bingbot/2.0; +http://www.bing.com/bingbot.htm) "
        "Chrome/116.0.1938.76 Safari/537.36"
    ),
    "coccocbot": (
        "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)"
    ),
    "YandexBot": "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Bytespider": (
        "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile "
        "Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)"
    ),
    "GPTBot": f"{COMPATIBLE}GPTBot/1.2; +https://openai.com/gptbot)",
    "AhrefsBot": "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "UptimeRobot": "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "HeadlessChrome": (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "HeadlessChrome/124.0.6367.91 Safari/537.36"
    ),
    "Lighthouse": (
        "Mozilla/5.0 (Linux; Android 11; moto g power (2022)) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Chrome/119.0.0.0 Mobile Safari/537.36 Chrome-Lighthouse"
    ),
    "curl": "curl/8.5.0",
    "wget": "Wget/1.21.4",
    "python-requests": "python-requests/2.32.3",
    "okhttp": "okhttp/4.12.0",
    "Go": "Go-http-client/1.1",
    "Java": "Apache-HttpClient/4.5.14 (Java/17.0.2)",
    "an app without a browser": "Dalvik/2.1.0 (Linux; U; Android 10; SM-A107F Build/QP1A.190711)",
    "empty": "",
    "spaces": "   ",
    "a crawler inside Zalo's name": f"{COMPATIBLE}somebot/1.0) Zalo android/12100655",
}

PREVIEWS = {
    "Facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp on Android": "WhatsApp/2.23.20.0 A",
    "WhatsApp on iPhone": "WhatsApp/2.2412.50 i",
    "Telegram": "TelegramBot (like TwitterBot)",
    "iMessage, which names three others": (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 "
        "(KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 "
        "facebookexternalhit/1.1 Facebot Twitterbot/1.0"
    ),
    "Viber": (
        "Mozilla/5.0 (Windows; U; Windows NT 6.1; en-US; rv:1.9.2.3) Gecko/20100401 Viber/16.1.0"
    ),
    "Discord": "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Slack": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Twitter": "Twitterbot/1.0",
    "LinkedIn": (
        "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"
    ),
    "Skype": (
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 "
        "skype-url-preview@microsoft.com"
    ),
}


def agents(named):
    return [pytest.param(agent, id=name) for name, agent in named.items()]


def reason(agent, **headers):
    return reason_of({"User-Agent": agent, **headers})


def reason_of(headers):
    return Visitor.of(create_environ(headers=headers)).program


@pytest.mark.parametrize("agent", agents(PEOPLE))
def test_a_browser_is_a_person(agent):
    assert reason(agent) is None


@pytest.mark.parametrize("agent", agents(BOTS))
def test_a_program_is_a_bot(agent):
    assert reason(agent) == "bot"


@pytest.mark.parametrize("agent", agents(PREVIEWS))
def test_a_link_shown_in_a_chat_is_a_preview(agent):
    assert reason(agent) == "preview"


def test_a_request_without_an_agent_is_a_bot():
    assert reason_of({}) == "bot"


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"])
@pytest.mark.parametrize(
    "value",
    ["prefetch", "prerender", "preview", "prefetch;prerender", "prefetch;anonymous-client-ip"],
)
def test_a_page_loaded_ahead_is_a_prefetch(header, value):
    assert reason_of([("User-Agent", PHONE), (header, value)]) == "prefetch"


def test_header_names_and_values_are_read_in_any_case():
    headers = [("user-agent", PHONE), ("sec-PURPOSE", "Prefetch;Prerender")]
    assert reason_of(headers) == "prefetch"


@pytest.mark.parametrize(
    ("header", "value"), [("Sec-Purpose", ""), ("Sec-Fetch-Dest", "document"), ("X-Moz", "none")]
)
def test_other_headers_do_not_make_a_prefetch(header, value):
    assert reason_of([("User-Agent", PHONE), (header, value)]) is None


def test_a_bot_that_prefetches_is_a_prefetch():
    assert reason("curl/8.5.0", Purpose="prefetch") == "prefetch"
