/* Asks the browser to keep the offline page and help now. Without it everything still works, given a connection. */

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => {
    /* not allowed here, for instance in a private window: then there is no offline page */
  });
}
