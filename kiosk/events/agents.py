"""
What a request says it is: a person's browser, a program, a link preview, or a prefetch.

The lists of two kept packages decide, with own rules in front for what they miss or mistake: the
in-app browsers of Zalo, Facebook, TikTok and Coc Coc are people; an empty agent is a program.
"""

import re
import secrets
from functools import cache
from hashlib import blake2b

# Fetchers that show a link in a chat or a post.
_PREVIEWS = re.compile(
    r"facebookexternalhit|facebookcatalog|facebot|meta-externalfetcher|whatsapp/|telegrambot"
    r"|twitterbot|slackbot|slack-imgproxy|discordbot|linkedinbot|skypeuripreview|viber/|viberbot"
    r"|zalobot|zalo-?(?:preview|crawler|linkpreview)|pinterestbot|pinterest/0|redditbot"
    r"|bitlybot|embedly|iframely|vkshare|line-poker|linespider|mattermost|snapchat preview"
    r"|tiktokspider|google-pagerenderer|applebot-preview|linkpreview|link preview|previewbot",
    re.IGNORECASE,
)
# A person inside an app. WhatsApp and Viber have a browser only as the phone's own.
_IN_APP = re.compile(
    r"\bzalo(?:/| android| ios)|\bfb(?:an|av|_iab|ios)\b|instagram \d|musical_ly|bytedancewebview"
    r"|bytelocale|trill_|coc_coc_browser|micromessenger|\bline/\d|messengerforios|orca-android",
    re.IGNORECASE,
)
_PROGRAMS = re.compile(
    r"headless|phantomjs|selenium|puppeteer|playwright|lighthouse|pagespeed|pingdom|uptime"
    r"|crawl|spider|\bbot\b|bot/|scan(?:ner)?bot|linkcheck"
    r"|\b(?:curl|wget|httpie|python|aiohttp|httpx|scrapy|go-http|okhttp|libwww|perl|ruby|axios"
    r"|undici|postman|insomnia|dart|cfnetwork|guzzle|winhttp|powershell)\b",
    re.IGNORECASE,
)
_BROWSER = re.compile(r"^(?:Mozilla/\d|Opera/\d|Opera Mini|UCWEB|Nokia|SAMSUNG-|BlackBerry)")
_LONGEST_AGENT = 1000  # signs; what follows says nothing more
_MOST_KNOWN = 4096
_SALT = secrets.token_bytes(16)
_known: dict[bytes, str | None] = {}
PURPOSE_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
_PREFETCH = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)


def reason_not_person(agent: str, purpose: str) -> str | None:
    """
    Why a request is not a person's: `prefetch`, `preview` or `bot`; or None.

    *agent*: its `User-Agent`; *purpose*: what its `PURPOSE_HEADERS` say, one after another.
    """
    if _PREFETCH.search(purpose):
        return "prefetch"
    return _remembered(agent.strip()[:_LONGEST_AGENT])


def warm_up() -> None:
    """Load the lists now, so that the first citizen of the day need not wait for them."""
    _is_listed("")


def _remembered(agent: str) -> str | None:
    """
    What was found for *agent* before. Known by a salted digest: no agent is kept, not even here.
    """
    key = blake2b(agent.encode("utf-8", "replace"), key=_SALT, digest_size=16).digest()
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = _reason_of_agent(agent)
    return _known[key]


def _reason_of_agent(agent: str) -> str | None:
    if _PREVIEWS.search(agent):
        return "preview"
    if not _BROWSER.match(agent) or _PROGRAMS.search(agent):
        return "bot"
    if _IN_APP.search(agent):
        return None
    return "bot" if _is_listed(agent) else None


def _is_listed(agent: str) -> bool:
    import crawleruseragents

    return crawleruseragents.is_crawler(agent) or _crawlerdetect().isCrawler(agent)


@cache
def _crawlerdetect():
    from crawlerdetect import CrawlerDetect

    return CrawlerDetect()
