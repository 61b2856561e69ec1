"""A page in a real browser: what it logs, asks for, shows; each function returns what is wrong with it."""

import functools
import http.server
import json
import threading
from contextlib import contextmanager
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


@contextmanager
def served(folder):
    """Serve a folder on this machine; yield its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
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
        size = {"width": pixels, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def scheme(self, name):
        features = [{"name": "prefers-color-scheme", "value": name}]
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
    """Return the widths at which the page must be scrolled sideways, with the elements that stick out."""
    found = {}
    for width in (PHONE, DESKTOP):
        visit.width(width)
        over = visit.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            found[width] = visit.run(
                "return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right >"
                " document.documentElement.clientWidth + 1).slice(0, 3).map(e => e.outerHTML.slice(0, 90))"
            )
    visit.width(DESKTOP)
    return found


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


CONTRAST = """
const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
const rgba = colour => {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
const behind = element => {
  for (let e = element; e; e = e.parentElement) {
    const colour = rgba(getComputedStyle(e).backgroundColor);
    if (colour[3] === 255) return colour;
  }
  return [255, 255, 255, 255];
};
return [...document.querySelectorAll(arguments[0])].filter(e => e.textContent.trim()).map(e => {
  const [a, b] = [light(rgba(getComputedStyle(e).color)), light(behind(e))];
  const words = e.tagName + ": " + e.textContent.trim().slice(0, 50);
  return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), b, words];
});
"""
READ = "main :is(p, li, td, th, h1, h2, caption, dt, dd, pre), .result-note"


def faint(visit, least=4.5):
    """Return the words of the page with too little contrast to what is behind them."""
    return [words for contrast, _, words in visit.run(CONTRAST, READ) if contrast < least]


# The page hears of the reader's preference a moment later.
THEME = """
const done = arguments[0], root = document.documentElement;
const look = left => root.dataset.theme === "dark" || left === 0 ? done(root.dataset.theme)
  : requestAnimationFrame(() => look(left - 1));
look(60);
"""


def not_dark(visit):
    """Return what stays as in daylight when the reader prefers a dark screen."""
    visit.scheme("dark")
    try:
        theme = visit.driver.execute_async_script(THEME)
        wrong = [] if theme == "dark" else [f"the theme is {theme}"]
        lights = [light for _, light, _ in visit.run(CONTRAST, "main p, main h1")]
        wrong += ["text stands on a light ground"] if any(light > 0.2 for light in lights) or not lights else []
        return wrong + [f"faint: {words}" for words in faint(visit)]
    finally:
        visit.scheme("light")
