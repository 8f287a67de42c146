/* Remembers on this device, and nowhere else: the country, one's own emergency number, and the school's line if somebody
   keeps it. What is chosen comes first. The page does everything else without this script. */

const COUNTRY = "help-now-country";
const NUMBER = "help-now-number";
const SCHOOL = "help-now-school";
const SCHOOL_SHELF = "tandem-school";
const ELSEWHERE = "elsewhere";

const memory = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be switched off
    }
  },
  set(key, value) {
    try {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
    } catch {
      /* then it is not remembered */
    }
  },
};
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/* ---- Which country ---- */

const list = one("[data-countries]");
const countries = all("details[data-country]", list);
const ownDigits = () => (memory.get(NUMBER) || "").replace(/[^0-9+*#]/g, "");

function showEmergency(code) {
  const place = one("[data-emergency-chosen]");
  const digits = code === ELSEWHERE && ownDigits();
  const listed = one(`[data-emergency="${CSS.escape(code)}"]`);
  const numbers = digits ? [digits] : all("a", listed || place).map((link) => link.textContent.match(/[0-9+*#]+/)[0]);
  const where = digits ? "your own number" : listed && one("span", listed).textContent;
  if (listed || digits) {
    place.replaceChildren(...numbers.map((number) => bigNumber(number, where)));
    place.hidden = false;
  } else {
    place.hidden = true;
  }
  one("[data-emergency-all]").open = place.hidden;
}

function bigNumber(number, where) {
  const link = document.createElement("a");
  link.className = "line-number";
  link.href = "tel:" + number;
  const place = document.createElement("span");
  place.className = "line-number-where";
  place.textContent = where;
  const icon = one("#danger .icon").cloneNode(true);
  link.append(icon, "Call " + number, place);
  return link;
}

/* The poster of a school is its country's already. */
function showOnPoster(code) {
  if (list.dataset.home) return;
  const parts = all("[data-poster-country]");
  const chosen = parts.some((part) => part.dataset.posterCountry === code);
  one("[data-poster]").classList.toggle("poster-one", chosen);
  for (const part of parts) part.hidden = chosen && part.dataset.posterCountry !== code;
}

function choose(code) {
  memory.set(COUNTRY, code);
  showOnPoster(code);
  const opened = document.getElementById(code.toLowerCase());
  const before = opened.getBoundingClientRect().top;
  showEmergency(code);
  scrollBy(0, opened.getBoundingClientRect().top - before); // what is above grows: what one tapped stays where it is
}

function comeFirst(code) {
  const chosen = countries.find((details) => details.dataset.country === code);
  if (!chosen) return;
  list.prepend(chosen);
  chosen.open = true;
  showEmergency(code);
  showOnPoster(code);
}

function openAsked() {
  const asked = location.hash && document.getElementById(location.hash.slice(1));
  if (asked instanceof HTMLDetailsElement) asked.open = true;
}

function rememberCountry() {
  comeFirst(memory.get(COUNTRY) || list.dataset.home);
  for (const details of countries) {
    one("summary", details).addEventListener("click", () => {
      if (!details.open) requestAnimationFrame(() => choose(details.dataset.country));
    });
  }
  openAsked();
  addEventListener("hashchange", openAsked);
}

/* ---- The number of somewhere else ---- */

function rememberOwnNumber() {
  const form = one("[data-own-number]");
  const call = one("[data-own-call]");
  const field = one("input", form);
  const show = () => {
    const digits = ownDigits();
    call.hidden = !digits;
    one("a", call).href = "tel:" + digits;
    one("span", call).textContent = "Call " + digits;
  };
  field.value = memory.get(NUMBER) || "";
  show();
  form.hidden = false;
  one("[data-no-scripts]").hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    memory.set(NUMBER, field.value.trim());
    show();
    choose(ELSEWHERE);
  });
}

/* ---- Numbers that nobody has looked at for too long ---- */

function markLateLines() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const today = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  for (const line of all("[data-review-by]")) {
    if (today > line.dataset.reviewBy) one("[data-late]", line).hidden = false;
  }
}

/* ---- The school's own line ---- */

function sayWhetherSomebodyIsThere(school) {
  const hours = one("[data-zone]", school);
  if (!hours) return;
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: hours.dataset.zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date());
  const { weekday, hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(weekday);
  const clock = `${hour}:${minute}`;
  const shifts = one(`[data-weekday="${day}"]`, hours)?.dataset.hours.split(" ") || [];
  const isThere = shifts.some((shift) => shift.slice(0, 5) <= clock && clock < shift.slice(6));
  const words = one("[data-school-now]", school);
  words.textContent = isThere
    ? "By these hours somebody is there now."
    : "By these hours nobody is there now. The lines of your country may be.";
  words.hidden = false;
}

async function keep(school) {
  const { school: address } = school.dataset;
  const shelf = await caches.open(SCHOOL_SHELF);
  await shelf.add(new Request(address, { credentials: "omit" }));
  memory.set(SCHOOL, address);
}

async function forget() {
  memory.set(SCHOOL, "");
  await caches.delete(SCHOOL_SHELF);
}

function offerToKeep(school) {
  if (!("caches" in window)) return;
  const button = one("[data-keep]", school);
  const words = one("[data-keep-words]", school);
  const isKept = () => memory.get(SCHOOL) === school.dataset.school;
  const show = () => {
    button.textContent = isKept() ? "Forget it on this device" : "Keep this on my device";
    words.textContent = isKept()
      ? "Kept on this device. It stands on help now, without a connection too."
      : "It then stands on help now, without a connection too. Whoever uses this device can see it.";
  };
  button.addEventListener("click", async () => {
    try {
      await (isKept() ? forget() : keep(school));
      show();
    } catch {
      words.textContent = "This browser could not keep it just now. Try again when you have a connection.";
    }
  });
  show();
  one("[data-school-keep]", school).hidden = false;
}

/* On help now itself the section is taken from the page that is kept, as it stands there. */
async function bringSchool() {
  const place = one("[data-school-place]");
  const address = memory.get(SCHOOL);
  if (place && address && "caches" in window) {
    const kept = await (await caches.open(SCHOOL_SHELF)).match(address);
    if (!kept) return;
    const theirs = new DOMParser().parseFromString(await kept.text(), "text/html").getElementById("school");
    place.replaceChildren(document.importNode(theirs, true));
  }
  const school = one("[data-school]");
  if (!school) return;
  sayWhetherSomebodyIsThere(school);
  offerToKeep(school);
}

/* ---- A newer copy ---- */

function tellOfNewerCopy() {
  const worker = navigator.serviceWorker;
  if (!worker?.controller) return;
  worker.addEventListener("controllerchange", () => {
    one("[data-newer]").hidden = false;
  });
}

tellOfNewerCopy();
rememberCountry();
rememberOwnNumber();
markLateLines();
bringSchool();
