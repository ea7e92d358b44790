"""Opens reports as a reader does, and fails where one of them does not look right.

    pip install selenium        # and a Chromium with its driver: apt-get install chromium chromium-driver
    python tests/browser/look.py OUT runs/*/report.html

Each page is opened in light and in dark, at the width of a desk and of a telephone. It fails on an error in the console, on a request of any
kind, on a chart without a drawing, on anything wider than the window, and where a control does nothing. OUT receives the screenshots.
"""

import base64
import json
import pathlib
import sys
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.options import Options

WIDTHS = {"wide": 1280, "narrow": 420}
SCHEMES = ["light", "dark"]

# What stands out to the right, for those who mend it.
OVERFLOW = """
const wide = document.documentElement.scrollWidth;
if (wide <= innerWidth) return null;
const scrolls = (e) => { for (let p = e.parentElement; p; p = p.parentElement) if (getComputedStyle(p).overflowX !== 'visible') return true; };
const out = [...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5 && !scrolls(e));
return `${wide} of ${innerWidth}: ` + out.slice(0, 5).map((e) => e.outerHTML.slice(0, 90)).join(' | ');
"""
EMPTY = "return [...document.querySelectorAll('.chart')].filter((c) => !c.querySelector('path, .bar, circle')).map((c) => c.innerText);"
LOUD = "return [...document.querySelectorAll('.chart text')].filter((t) => /NaN|undefined|Infinity/.test(t.textContent)).length;"


def browser(folder):
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for flag in ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync", "--hide-scrollbars", f"--user-data-dir={folder}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))


def requests(driver, page):
    """Addresses that were asked for, the page's own and what is part of it aside."""
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            # The browser has pages of its own, which ask for much.
            own = message["params"]["documentURL"].split("#")[0] == page
            if own and url.split("#")[0] != page and not url.startswith("data:"):
                yield url


def open_page(driver, page, scheme, width):
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    driver.get(page)
    driver.execute_async_script("const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()));")


def controls(driver):
    """What goes wrong when each kind of control is used once."""
    return driver.execute_script("""
      const wrong = [];
      const chart = [...document.querySelectorAll('.chart')].find((c) => c.querySelectorAll('.legend button').length > 1 && c.querySelector('figcaption button'));
      if (!chart) return wrong;
      const drawn = () => chart.querySelectorAll('svg > path').length;
      const before = drawn(), path = chart.querySelector('svg > path').getAttribute('d');
      chart.querySelector('.legend button').click();
      if (drawn() !== before - 1) wrong.push('a series is not hidden');
      chart.querySelector('.legend button').click();
      if (drawn() !== before) wrong.push('a series does not come back');
      chart.querySelector('figcaption button').click();
      if (chart.querySelector('svg > path').getAttribute('d') === path) wrong.push('the scale does not change');
      chart.querySelector('figcaption button').click();
      return wrong;
    """)


def hover(driver):
    """Whether the cursor shows itself and the values change."""
    return driver.execute_async_script("""
      const done = arguments[0];
      const chart = [...document.querySelectorAll('.chart.wide')].find((c) => c.querySelector('svg > path'));
      if (!chart) return done(null);
      chart.scrollIntoView({ block: 'center', behavior: 'instant' });
      const values = () => [...chart.querySelectorAll('.value')].map((v) => v.textContent).join();
      const before = values(), box = chart.querySelector('svg').getBoundingClientRect();
      const path = chart.querySelector('svg > path');
      const at = { clientX: box.left + path.getPointAtLength(path.getTotalLength() / 2).x, clientY: box.top + 60, bubbles: true };
      chart.querySelector('svg').dispatchEvent(new PointerEvent('pointermove', at));
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const shown = chart.querySelector('.cursor') && values() !== before;
        chart.querySelector('svg').dispatchEvent(new PointerEvent('pointerleave'));
        done(shown ? null : 'no cursor, or values that do not change');
      }));
    """)


def shoot(driver, path, width):
    """The whole page."""
    height = driver.execute_script("return document.documentElement.scrollHeight;")
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    path.write_bytes(base64.b64decode(shot["data"]))


def look(driver, file, out):
    page = file.resolve().as_uri()
    name = f"{file.resolve().parent.name}-{file.stem}"
    wrong = []
    for scheme in SCHEMES:
        for kind, width in WIDTHS.items():
            say = lambda text: wrong.append(f"{file} ({scheme}, {width}): {text}")
            driver.get_log("performance"), driver.get_log("browser")
            open_page(driver, page, scheme, width)
            for what in [driver.execute_script(OVERFLOW), *driver.execute_script(EMPTY), *controls(driver), hover(driver)]:
                if what:
                    say(what)
            if driver.execute_script(LOUD):
                say("a value that is no number")
            for entry in driver.get_log("browser"):
                say(entry["message"])
            for url in requests(driver, page):
                say(f"asked for {url}")
            # Everything that can be opened, too.
            driver.execute_script("document.querySelectorAll('details').forEach((d) => { d.open = true; });")
            what = driver.execute_script(OVERFLOW)
            if what:
                say(f"opened: {what}")
            driver.execute_script("document.querySelectorAll('details').forEach((d) => { d.open = false; }); scrollTo(0, 0);")
            shoot(driver, out / f"{name}-{scheme}-{kind}.png", width)
    return wrong


def main():
    out, *files = map(pathlib.Path, sys.argv[1:])
    if not files:
        sys.exit(__doc__)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        driver = browser(folder)
        try:
            wrong = [text for file in files for text in look(driver, file, out)]
        finally:
            driver.quit()
    print("\n".join(wrong) or f"{len(files)} reports look right")
    sys.exit(1 if wrong else 0)


main()
