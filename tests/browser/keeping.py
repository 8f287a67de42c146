"""What a browser keeps for when there is no connection, and how a test waits for it."""

from playwright.sync_api import Page


def let_it_be_kept(page: Page, path: str = "/help-now/") -> None:
    """Opens `path` and waits until the service worker has filled its shelf and answers for the page."""
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def kept_by(page: Page) -> dict[str, str]:
    """{path: text} of everything on every shelf."""
    return page.evaluate(
        """async () => {
          const kept = {};
          for (const name of await caches.keys()) {
            const shelf = await caches.open(name);
            for (const request of await shelf.keys()) {
              kept[new URL(request.url).pathname] = await (await shelf.match(request)).text();
            }
          }
          return kept;
        }"""
    )
