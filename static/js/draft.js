// Keeps what is being typed before it is sent: on the server, encrypted; in this tab only while the server cannot be
// reached. What to do when the line is back is said by the page (data-draft-again). A page that says so (data-said)
// means that what was sent has arrived: the tab forgets it. What somebody else left in the tab is forgotten unseen: data-writer says who is here now.
const PREFIX = "draft:";
const WRITER = document.querySelector("script[data-writer]").dataset.writer;
const MINE = `${PREFIX}${WRITER}:`;
// Which of them was sent last.
const SENT = `${PREFIX}sent`;
const WAIT = 1200;
const RETRY = 5000;

Object.keys(sessionStorage)
  .filter((key) => key.startsWith(PREFIX) && key !== SENT && !key.startsWith(MINE))
  .forEach((key) => sessionStorage.removeItem(key));
if (document.querySelector("[data-said]")) {
  sessionStorage.removeItem(sessionStorage.getItem(SENT));
  sessionStorage.removeItem(SENT);
}
const form = document.querySelector("form[data-draft-url]");
if (form) watch(form);

function watch(form) {
  const url = form.dataset.draftUrl;
  const key = MINE + url;
  const status = form.querySelector("[data-draft-status]");
  let unsaved = false;
  let sending = false;
  let leaving = false;
  let sent = false;
  let timer = 0;
  let inFlight = null;

  const say = (words) => {
    if (status.textContent !== words) status.textContent = words;
  };
  const typed = () => [...new FormData(form)].filter(([name]) => name !== "level" && name !== "enter");
  const remember = () =>
    sessionStorage.setItem(key, JSON.stringify(typed().filter(([name]) => name !== "csrfmiddlewaretoken")));
  const forget = () => sessionStorage.removeItem(key);
  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  async function save() {
    if (!unsaved || sending || sent) return;
    unsaved = false;
    sending = true;
    inFlight = new AbortController();
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "X-Writer": WRITER },
        body: new URLSearchParams(typed()),
        redirect: "manual",
        signal: inFlight.signal,
      });
      if (answer.status === 204 || answer.status === 410) {
        // The next page may have been drawn before this arrived: it looks into the tab, too.
        if (!leaving) forget();
        if (answer.status === 204) say("Kept while you type.");
      } else {
        throw new Error(String(answer.status));
      }
    } catch {
      if (sent) return;
      unsaved = true;
      remember();
      say("No line just now. What you type is kept in this tab.");
      soon(RETRY);
    } finally {
      sending = false;
    }
  }

  function restore() {
    const kept = JSON.parse(sessionStorage.getItem(key) || "null");
    if (!kept) return;
    // A box that was not ticked is not among them.
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
    for (const [name, value] of kept) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "checkbox") field.checked ||= field.value === value;
        else if (field.type === "radio") field.checked = field.value === value;
        else if (["textarea", "text", "date"].includes(field.type)) field.value = value;
      }
    }
    form.querySelector("details")?.setAttribute("open", "");
    unsaved = true;
    soon(0);
  }

  form.addEventListener("input", () => {
    unsaved = true;
    sent = false;
    soon(WAIT);
  });
  form.addEventListener("submit", (event) => {
    remember();
    if (!navigator.onLine) {
      event.preventDefault();
      say(form.dataset.draftAgain);
      return;
    }
    sessionStorage.setItem(SENT, key);
    // A draft that arrived after the words themselves would offer them a second time.
    sent = true;
    inFlight?.abort();
  });
  window.addEventListener("beforeunload", () => {
    leaving = true;
    if (unsaved || sending) remember();
  });
  window.addEventListener("pageshow", () => {
    leaving = sent = false;
  });
  window.addEventListener("online", () => soon(0));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) save();
  });
  if (form.hasAttribute("data-draft-unsaved")) {
    unsaved = true;
    soon(0);
  }
  restore();
}
