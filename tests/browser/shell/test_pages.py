"""Every page of the gallery in both languages, themes and widths: nothing loud, nothing foreign, nothing cut."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PAGES = ("/worklist/", "/crm/accounts/", "/rules/", "/monitor/", "/definitions/", "/search")
LOOKS = (("zh", "light", 1440), ("en", "dark", 1440), ("zh", "dark", 390), ("en", "light", 390))

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const bend = (v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const [x, y, z] = [r / 255, g / 255, b / 255].map(bend);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0.99) return c;
    }
    return [255, 255, 255];
  };
  const poor = [];
  let seen = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility({ opacityProperty: true })) continue;
    if (element.closest('svg, .djs-container, [aria-disabled], .gx-skeleton, script, option')) continue;
    const style = getComputedStyle(element);
    if (!style.color.startsWith('rgb') || !style.backgroundColor.startsWith('rgb')) continue;
    const [a, b] = [light(parse(style.color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const text = walker.currentNode.data.trim().slice(0, 30);
    seen += 1;
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${element.className} ${text}`);
  }
  return seen < 10 ? ['nothing was measured'] : poor;
}"""


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_fits_and_is_readable(
    open_page: Callable[..., Page], path: str, look: tuple[str, str, int]
) -> None:
    lang, theme, width = look
    page = open_page(path, lang=lang, theme=theme, width=width)
    expect(page.locator("#gx-main")).to_be_visible()
    assert page.evaluate(OVERFLOW) <= 0
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("path", ["/worklist/", "/crm/accounts/", "/rules/"])
def test_a_page_can_be_read_and_used_without_script(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path, script=False)
    expect(page.locator("#gx-main")).to_be_visible()
    page.locator(".gx-lang button[value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
