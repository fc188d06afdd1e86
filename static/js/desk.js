// The desk: walking the queue, Enter in a question, the ten seconds of undo, new leads said aloud.

import { watchClaims } from "./claims.js";
import { say } from "./notices.js";

const queue = () => document.getElementById("queue-list");
const openProspect = () => document.querySelector("#panels .card-col")?.dataset.prospect;

function markOpen() {
  const open = openProspect();
  for (const line of queue()?.querySelectorAll("a[id]") ?? []) {
    if (line.id === `q-${open}`) line.setAttribute("aria-current", "true");
    else line.removeAttribute("aria-current");
  }
}

function walk(step) {
  // Opened from a list, the list is walked; the queue stands by.
  if (document.querySelector("#panels .in-list")) {
    document.querySelector(`#panels .in-list a[rel=${step > 0 ? "next" : "prev"}]`)?.click();
    return;
  }
  const lines = [...queue().querySelectorAll("li a")];
  const here = lines.findIndex((line) => line.hasAttribute("aria-current"));
  const next = lines[here === -1 ? 0 : here + step];
  if (!next) return;
  // At once, not when the panels come: a second quick key goes on from here.
  lines[here]?.removeAttribute("aria-current");
  next.setAttribute("aria-current", "true");
  next.click();
  next.scrollIntoView({ block: "nearest" });
}

// Undo stands as long as the server would still take it.
function startUndoClocks(root) {
  for (const form of root.querySelectorAll("[data-gone-after]")) {
    setTimeout(() => form.remove(), Number(form.dataset.goneAfter) * 1000);
    form.removeAttribute("data-gone-after");
  }
}

let waiting = Number(queue()?.dataset.new ?? 0);

function announceNew() {
  const list = queue();
  const now = Number(list.dataset.new);
  if (now > waiting) {
    const newest = [...list.querySelectorAll(".chip.new")].at(-1)?.closest("a");
    say(`New lead: ${newest?.querySelector(".co").textContent ?? "one more"}`);
  }
  waiting = now;
}

// An empty desk fills by itself, where there is room for both columns and nothing is on its way.
function startIfIdle() {
  if (document.querySelector(".htmx-request[hx-target='#panels']")) return;
  if (openProspect() || !matchMedia("(min-width: 761px)").matches) return;
  queue().querySelector("li a")?.click();
}

document.addEventListener("click", (event) => {
  const walker = event.target.closest("[data-walk]");
  if (walker) walk(Number(walker.dataset.walk));

  const shut = event.target.closest(".dial.shut");
  if (shut && !shut.dataset.warned) {
    event.preventDefault();
    shut.dataset.warned = "yes";
    say("It is outside the calling hours there. Press once more to dial all the same.", "warning");
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(".ask input, .ask select")) return;
  event.preventDefault();
  event.target.closest(".ask").querySelector("button[name=outcome]").click();
});

// The new panels stand beside the old ones for a moment, and of the parts that share a name
// only one may be open: the old ones give way.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "panels" || !event.detail.shouldSwap) return;
  for (const part of event.detail.target.querySelectorAll("details[name]")) part.removeAttribute("name");
});

document.addEventListener("htmx:afterSettle", (event) => {
  startUndoClocks(document);
watchClaims();
  if (event.detail.target.id === "panels") {
    markOpen();
    const wasChosen = document.querySelector("#panels .card-col[data-open=card]");
    const wrong = document.querySelector("#panels .is-invalid") ?? document.querySelector("#panels .alert[role=alert]");
    if (wrong) wrong.focus();
    else if (wasChosen) document.getElementById("card-title")?.focus({ preventScroll: false });
  } else if (queue()) {
    markOpen();
    announceNew();
    startIfIdle();
  }
});

startUndoClocks(document);
watchClaims();
