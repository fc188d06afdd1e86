// Says aloud what htmx would swallow: no connection, a refused request, an ended session.

export function say(sentence, level = "info") {
  const region = document.getElementById("notices");
  const notice = document.createElement("div");
  notice.className = `notice ${level}`;
  const words = document.createElement("p");
  words.textContent = sentence;
  notice.append(words, dismissButton(notice));
  region.append(notice);
  return notice;
}

function dismissButton(notice) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn-close";
  button.setAttribute("aria-label", "Dismiss");
  button.addEventListener("click", () => notice.remove());
  return button;
}

// The sign-in page arrives instead of the panel when the session has ended.
export function leadsToSignIn(xhr) {
  const signIn = document.body.dataset.signIn;
  return Boolean(signIn && xhr.responseURL) && new URL(xhr.responseURL).pathname === signIn;
}

let offline = null;

export function watchConnection() {
  for (const notice of document.querySelectorAll("#notices .notice")) {
    notice.append(dismissButton(notice));
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!leadsToSignIn(event.detail.xhr)) return;
    event.detail.shouldSwap = false;
    const here = encodeURIComponent(location.pathname + location.search);
    location.assign(`${document.body.dataset.signIn}?next=${here}`);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && offline) {
      offline.remove();
      offline = null;
    }
  });
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      if (event.detail.elt.closest("#log")) return; // it is kept, and that is said
      const asked = !event.detail.elt.closest("[data-quiet]");
      offline ??= say(
        asked
          ? "No connection to the server. Nothing was saved by that; try again."
          : "No connection to the server. What you log is kept here until it is back.",
        "warning",
      );
    });
  }
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    // A quiet look at the queue may fail; only what somebody asked for is worth a notice.
    if (event.target.closest("[data-quiet]")) return;
    if (event.target.closest("#log") && (status >= 502 || status === 403)) return; // it is kept
    say(
      status === 409
        ? "Somebody else is on it just now. You can look; nothing was saved."
        : status === 403
        ? "That was refused. Reload the page and try again."
        : "That did not work, and nothing was saved by it. Reload the page and try again.",
      "warning",
    );
  });
}
