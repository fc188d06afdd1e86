// What was logged without a connection: kept in this browser, shown as waiting, and sent once.
//
// Every entry carries the number of its submission, so the server takes it in once however often
// it is sent: when an answer got lost, when two tabs send, when a page is closed in between.

import { leadsToSignIn, say } from "./notices.js";

const EVERY = 4_000;
const me = document.body.dataset.me ?? "";
const mine = `followup-later:${me}:`;
const shown = new Map();

// Some browsers keep nothing for anybody, and say so by throwing.
const store = (() => {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
})();

const put = (entry) => store.setItem(mine + entry.id, JSON.stringify(entry));

function entries() {
  const keys = Object.keys(store).filter((key) => key.startsWith(mine));
  return keys.map((key) => JSON.parse(store.getItem(key))).sort((a, b) => a.at - b.at);
}

function drop(entry) {
  store.removeItem(mine + entry.id);
  shown.get(entry.id)?.remove();
  shown.delete(entry.id);
}

function labelOf(form, outcome) {
  const button = form.querySelector(`button[name=outcome][value="${CSS.escape(outcome)}"]`);
  const words = button?.closest("details[name=outcome]")?.querySelector("summary") ?? button;
  return words?.querySelector("span")?.textContent.replace("…", "") ?? "A touch";
}

function keep(request) {
  const form = document.getElementById("log");
  const sent = new URLSearchParams(request.formData);
  sent.delete("csrfmiddlewaretoken");
  const entry = {
    id: sent.get("submission_id"),
    url: request.path,
    body: sent.toString(),
    name: document.getElementById("card-title")?.textContent ?? "",
    label: labelOf(form, sent.get("outcome") ?? ""),
    at: Date.now(),
    problem: "",
  };
  try {
    put(entry);
  } catch {
    say("No connection, and this browser has no room to keep it: nothing was saved. Try again.", "warning");
    return;
  }
  form.hidden = true; // it is pressed: a second outcome would be a second call
  show(entry);
}

function action(words, does) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-secondary btn-sm";
  button.textContent = words;
  button.addEventListener("click", does);
  return button;
}

function show(entry) {
  const time = new Date(entry.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const told = new URLSearchParams(entry.body);
  const wrote = [told.get("note"), told.get("hook")].filter(Boolean).join(" · ");
  const what = `${entry.label} at ${entry.name}, ${time}`;
  const sentence = entry.problem
    ? `Not taken: ${what}. ${entry.problem}${wrote ? ` You wrote: ${wrote}` : ""}`
    : `Kept in this browser: ${what}. It is sent when the connection is back.`;
  const there = shown.get(entry.id);
  if (there?.isConnected && there.querySelector("p").textContent === sentence) return;
  there?.remove();
  const notice = say(sentence, "warning");
  notice.classList.add("later");
  notice.querySelector(".btn-close").remove(); // it stays until it is sent or thrown away
  shown.set(entry.id, notice);
  if (!entry.problem || entry.waits) return;
  notice.append(
    action("Send it all the same", () => {
      told.delete("cycle"); // somebody has been there since: this one is another call
      put({ ...entry, body: told.toString(), problem: "" });
      send();
    }),
    action("Throw it away", () => {
      drop(entry);
      const form = document.getElementById("log");
      if (form?.getAttribute("hx-post") === entry.url) form.hidden = false;
    }),
  );
}

function hold(entry, problem, waits = false) {
  const held = { ...entry, problem, waits };
  put(held);
  show(held);
}

async function answered(entry, answer) {
  if (answer.ok) {
    const { next } = await answer.json();
    drop(entry);
    const open = document.querySelector("#panels .card-col")?.dataset.prospect;
    if (open && entry.url.includes(open)) htmx.ajax("GET", next, "#panels"); // which says it
    else say(`Sent: ${entry.label} at ${entry.name}.`, "success");
    htmx.trigger(document.body, "touch-logged");
    return true;
  }
  if (answer.type === "opaqueredirect") {
    hold(entry, "You are signed out. It is sent as soon as you have signed in again.", true);
  } else if (answer.status === 403) {
    hold(entry, "This page is too old to send it. It is sent when you reload the page.", true);
  } else if (answer.status === 422) {
    hold(entry, (await answer.json()).problems.join(" "));
  } else if (answer.status === 404) {
    hold(entry, "This prospect is not there any more, or not yours to see.");
  } else if (answer.status === 400) {
    hold(entry, "The server could not read it.");
  } else {
    return false; // it is busy or being restarted: later
  }
  return true;
}

async function sendEach(again) {
  for (const entry of entries()) {
    show(entry);
    if (entry.problem && !(again && entry.waits)) continue;
    const body = new URLSearchParams(entry.body);
    body.set("ago", Math.max(0, Math.round((Date.now() - entry.at) / 1000)));
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), Accept: "application/json" };
    try {
      const answer = await fetch(entry.url, {
        method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(15_000),
      });
      if (!(await answered(entry, answer))) return;
    } catch {
      return; // no connection still
    }
  }
}

// One tab sends at a time where the browser can tell; else the server sees to it that it is once.
function send(again = false) {
  if (!navigator.locks) return sendEach(again);
  return navigator.locks.request(mine, { ifAvailable: true }, (lock) => lock && sendEach(again));
}

// The server is away or restarting, or has signed somebody out under an open page.
const isToKeep = (status) => status >= 502 || status === 403;

const isLog = (event) => event.detail.requestConfig?.elt.closest("#log");

export function keepWhatIsNotSent() {
  if (!me || !store) return;
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      if (isLog(event)) keep(event.detail.requestConfig);
    });
  }
  document.addEventListener("htmx:responseError", (event) => {
    if (isLog(event) && isToKeep(event.detail.xhr.status)) keep(event.detail.requestConfig);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (isLog(event) && leadsToSignIn(event.detail.xhr)) keep(event.detail.requestConfig);
  });
  window.addEventListener("online", () => send());
  window.addEventListener("storage", () => {
    const left = new Set(entries().map((entry) => entry.id));
    for (const [id, notice] of shown) {
      if (left.has(id)) continue;
      notice.remove(); // another tab has sent it
      shown.delete(id);
    }
  });
  setInterval(() => entries().length && send(), EVERY);
  send(true);
}
