/* Keeps the few pages that must open without a connection, and what they are drawn with. Nothing of a person is kept:
   a signed-in page is never stored, and every other request passes by untouched. */
const KEPT = [
  {% for path in pages %}"{{ path }}",
  {% endfor %}{% for path in files %}"{{ path }}",
  {% endfor %}];
const OFFLINE = "{% url 'offline' %}";
const SHELF = "tandem-{{ version }}";

self.addEventListener("install", (event) => {
  const fetchAll = caches.open(SHELF).then((shelf) =>
    shelf.addAll(KEPT.map((path) => new Request(path, { cache: "reload", credentials: "omit" }))),
  );
  event.waitUntil(fetchAll.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const dropOthers = caches
    .keys()
    .then((names) => Promise.all(names.filter((name) => name !== SHELF).map((name) => caches.delete(name))));
  event.waitUntil(dropOthers.then(() => self.clients.claim()));
});

const kept = (path) => caches.open(SHELF).then((shelf) => shelf.match(path));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    const page = KEPT.includes(url.pathname) ? url.pathname : OFFLINE;
    event.respondWith(fetch(request).catch(() => kept(page)));
  } else if (KEPT.includes(url.pathname)) {
    event.respondWith(fetch(request).catch(() => kept(url.pathname)));
  }
});
