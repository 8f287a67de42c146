/* Keeps help now, the page for when there is no connection, and the few files they are drawn with; and a school's own
   help-now page, where somebody chose to keep it. Nothing of a person is kept: a signed-in page is never stored, and
   every other request passes by untouched.

   What is kept is answered from the shelf at once, however slow the line. A new version of this script brings a whole
   new shelf; the page then says that there is a newer copy. */
const PAGES = [{% for path in pages %}"{{ path }}", {% endfor %}];
const FILES = [
  {% for path in files %}"{{ path }}",
  {% endfor %}];
const KEPT = [...PAGES, ...FILES];
const SCHOOLS = "{{ schools }}";
const HELP_NOW = "{% url 'help-now' %}";
const OFFLINE = "{% url 'offline' %}";
const SHELF = "tandem-{{ version }}";
const SCHOOL_SHELF = "tandem-school";

const plain = (path) => new Request(path, { cache: "reload", credentials: "omit" });
const on = (shelf, path) => caches.open(shelf).then((opened) => opened.match(path));

/* A school's page that is gone is forgotten; a line that is down, or a sign-in page of somebody's network, changes nothing. */
async function refreshSchool(path) {
  const shelf = await caches.open(SCHOOL_SHELF);
  const answer = await fetch(plain(path)).catch(() => null);
  if (answer?.status === 404) await shelf.delete(path);
  if (answer?.ok && !answer.redirected && (await shelf.match(path))) await shelf.put(path, answer);
}

async function refreshSchools() {
  if (!(await caches.has(SCHOOL_SHELF))) return;
  const kept = await (await caches.open(SCHOOL_SHELF)).keys();
  await Promise.all(kept.map((request) => refreshSchool(new URL(request.url).pathname)));
}

self.addEventListener("install", (event) => {
  const fetchAll = caches.open(SHELF).then((shelf) => shelf.addAll(KEPT.map(plain)));
  event.waitUntil(fetchAll.then(() => self.skipWaiting()));
});

async function takeOver() {
  const old = (await caches.keys()).filter((name) => ![SHELF, SCHOOL_SHELF].includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
  await refreshSchools();
}

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

/* The shelf first, for the sake of a line that takes seconds to say that it is there; else the network. */
async function fromShelf(shelf, request, path) {
  return (await on(shelf, path)) || fetch(request);
}

async function page(event, path) {
  if (path.startsWith(SCHOOLS) && (await on(SCHOOL_SHELF, path))) return fromShelf(SCHOOL_SHELF, event.request, path);
  if (path === HELP_NOW) return fromShelf(SHELF, event.request, path);
  return fetch(event.request).catch(() => on(SHELF, OFFLINE));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(page(event, url.pathname));
    if (url.pathname.startsWith(HELP_NOW)) event.waitUntil(refreshSchools());
  }
  if (FILES.includes(url.pathname)) event.respondWith(fromShelf(SHELF, request, url.pathname));
});
