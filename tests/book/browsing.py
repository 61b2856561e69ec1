"""A page in a real browser: what it logs, asks for, shows; each function returns what is wrong with it."""

import functools
import gzip
import http.server
import json
import threading
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing leaves this machine
)
PHONE, DESKTOP = 360, 1280
HEIGHT = 800
COMPRESSED = (".html", ".css", ".js", ".svg", ".json", ".csv")


def start(chromium, chromedriver):
    """Return a browser; selenium is given both programs, so that it looks nothing up on the network."""
    options = Options()
    options.binary_location = chromium
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(chromedriver))
    driver.set_page_load_timeout(60)
    return driver


class Handler(http.server.SimpleHTTPRequestHandler):
    """Sends text compressed, as the servers of published sites do."""

    def log_message(self, *words):
        pass

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in COMPRESSED or not path.is_file():
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(folder):
    """Serve a folder on this machine; yield its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class Visit:
    """One page opened in the browser: what it said and asked for while it loaded."""

    def __init__(self, driver, address):
        self.driver, self.address = driver, address
        for log in ("browser", "performance"):
            driver.get_log(log)
        self.width(DESKTOP)
        self.scheme("light")
        driver.get(address)
        self.said = []
        self.listen()
        messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
        self.asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]

    def listen(self):
        """Note what the page has said since."""
        self.said += [(entry["level"], entry["message"]) for entry in self.driver.get_log("browser")]

    def run(self, script, *given):
        return self.driver.execute_script(script, *given)

    def width(self, pixels):
        self.wide = pixels
        size = {"width": pixels, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def scheme(self, name):
        features = [
            {"name": "prefers-color-scheme", "value": name},
            {"name": "prefers-reduced-motion", "value": "reduce"},  # colours change at once
        ]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def press(self, key):
        ActionChains(self.driver).send_keys(key).perform()


def until(visit, script):
    """Wait until the script says true."""
    WebDriverWait(visit.driver, 20).until(lambda driver: driver.execute_script(script))


def search(visit, query):
    """Search for the query by keyboard."""
    ActionChains(visit.driver).key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).perform()
    until(visit, "return document.activeElement.name === 'q'")
    visit.press(query + Keys.ENTER)
    until(visit, "return location.pathname.endsWith('/search.html')")


def first_found(visit):
    """Return where the first hit of a search leads, without the words to highlight there."""
    until(visit, "return document.querySelectorAll('#search-results li a').length > 0")
    visit.listen()
    return visit.run("return document.querySelector('#search-results li a').getAttribute('href')").partition("?")[0]


def complaints(visit):
    """Return what the page logged as an error or a warning, failed requests included."""
    return [message for level, message in visit.said if level in ("SEVERE", "WARNING")]


def foreign(visit):
    """Return the addresses outside the site that the page asked for."""
    own = urlsplit(visit.address)
    asked = [urlsplit(address) for address in visit.asked]
    return [a.geturl() for a in asked if a.scheme != "data" and (a.scheme, a.netloc) != (own.scheme, own.netloc)]


def too_wide(visit):
    """Return elements that stick out when the page must be scrolled sideways."""
    return visit.run(
        "const width = document.documentElement.clientWidth;"
        "if (document.documentElement.scrollWidth <= width) return [];"
        "return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1)"
        ".slice(0, 3).map(e => e.outerHTML.slice(0, 90))"
    )


def unsaid(visit):
    """Return the pictures whose alternative text is missing, or is no more than a name of a file."""
    images = visit.run("return [...document.images].map(i => [i.getAttribute('alt'), i.getAttribute('src')])")
    return [src for alt, src in images if not alt or len(alt.split()) < 8 or src.rpartition("/")[2] in alt]


DECODE = """
const done = arguments[0], all = [...document.images].map(i => i.decode().then(() => null, () => i.src));
Promise.all(all).then(found => done(found.filter(src => src)));
"""


def broken(visit):
    """Return the pictures that did not load."""
    visit.run("for (const i of document.images) i.loading = 'eager'")
    return visit.driver.execute_async_script(DECODE)


FOCUS = "arguments[0].scrollIntoView({block: 'center'}); arguments[0].focus({preventScroll: true})"
NOTE = """
const number = arguments[0], note = document.getElementById(number.getAttribute("aria-describedby"));
const box = note.getBoundingClientRect(), style = getComputedStyle(note);
const shown = style.display !== "none" && style.visibility !== "hidden" && box.width > 20 && box.height > 10;
const root = document.documentElement;
const inside = box.left >= 0 && box.top >= 0 && box.right <= root.clientWidth && box.bottom <= innerHeight;
return [shown, inside, note.textContent.trim()];
"""


def numbers(visit):
    return visit.run("return [...document.querySelectorAll('.result[tabindex]')]")


def note(visit, number):
    """Return whether the number's note is shown, whether it is inside the window, and what it says."""
    return visit.run(NOTE, number)


def badly_noted(visit):
    """Return what is wrong with the notes of the page's numbers: focused one after another, then dismissed."""
    wrong = []
    for width in (PHONE, DESKTOP):
        visit.width(width)
        for number in numbers(visit):
            visit.run(
                "arguments[0].scrollIntoView({block: 'center'}); arguments[0].focus({preventScroll: true})", number
            )
            shown, inside, words = note(visit, number)
            if not shown:
                wrong.append(f"{width}: no note is shown: {number.text}")
            elif not inside:
                wrong.append(f"{width}: the note is not inside the window: {words}")
            visit.press(Keys.ESCAPE)
            if shown and note(visit, number)[0]:
                wrong.append(f"{width}: Escape does not dismiss: {words}")
    visit.width(DESKTOP)
    return wrong


# The page hears of the reader's preference a moment later.
THEME = """
const [wanted, done] = arguments, root = document.documentElement;
const look = left => root.dataset.theme === wanted || left === 0 ? requestAnimationFrame(() => done(root.dataset.theme))
  : requestAnimationFrame(() => look(left - 1));
look(60);
"""
GROUND = """
const [r, g, b, opaque = 1] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number);
return opaque ? (r + g + b) / 3 : 255;
"""


def not_dark(visit):
    """Return what stays as in daylight for a reader who prefers a dark screen."""
    visit.scheme("dark")
    theme = visit.driver.execute_async_script(THEME, "dark")
    wrong = [] if theme == "dark" else [f"the theme is {theme}"]
    return wrong + (["the ground is light"] if visit.run(GROUND) > 80 else [])


# All rules of axe-core: best practices, and those it keeps apart as strict or new. Left out is the one that wants every
# element that takes focus to be a control: numbers take it to show their note.
AXE = """
const done = arguments[0];
const rules = Object.fromEntries(axe.getRules().map(rule => [rule.ruleId, {enabled: true}]));
rules["focus-order-semantics"].enabled = false;
axe.run({rules, resultTypes: ["violations"], preload: false})
  .then(found => done(found.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))])));
"""
RESIZED = "setTimeout(arguments[0], 350)"  # the theme itself waits 300 ms before it looks at what scrolls now


def inaccessible(visit, rules):
    """Return the rules of axe-core that the page breaks as it is shown now, each with the elements that break it."""
    if not visit.run("return Boolean(window.axe)"):
        visit.run(rules)
    return [f"{rule}: {elements}" for rule, elements in visit.driver.execute_async_script(AXE)]


STATES = tuple((width, theme) for width in (DESKTOP, PHONE) for theme in ("light", "dark"))


def audit(driver, address, rules, states=STATES):
    """Return everything that is wrong with a page as it loads, and in each state: a width and a theme."""
    visit = Visit(driver, address)
    at_once = (complaints, foreign, unsaid, broken)
    wrong = [f"{check.__name__}: {found}" for check in at_once for found in check(visit)]
    for width, theme in states:
        if width != visit.wide:
            visit.width(width)
            driver.execute_async_script(RESIZED)
        visit.scheme(theme)
        driver.execute_async_script(THEME, theme)
        found = [*inaccessible(visit, rules), *(f"too wide: {element}" for element in too_wide(visit))]
        found += not_dark(visit) if theme == "dark" else []
        wrong += [f"{width} {theme}: {fault}" for fault in found]
    return wrong
