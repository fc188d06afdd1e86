// Who is on the open prospect: claimed by whoever stays, dials or types; seen live by the others.

import { say } from "./notices.js";

const STAYS = 3_000; // walking past with J and K claims nothing

const free = () => document.querySelector("#claim [data-claims]");

function claimNow() {
  const form = free();
  if (!form || form.dataset.claims === "sent") return;
  form.dataset.claims = "sent";
  htmx.trigger(form, "submit");
}

function claimSoon() {
  const form = free();
  if (form?.dataset.claims !== "by-itself") return;
  form.dataset.claims = "soon";
  setTimeout(() => {
    // A phone holds the first card ready behind the queue: nobody is on that.
    if (form.isConnected && form.checkVisibility() && document.visibilityState === "visible") claimNow();
  }, STAYS);
}

// What was typed stays where it is; only the pressing waits.
function followClaim() {
  const claim = document.getElementById("claim");
  const log = document.getElementById("log-set");
  if (!claim || !log) return;
  const taken = claim.dataset.claim === "other";
  if (log.disabled === taken) return;
  log.disabled = taken;
  say(taken ? claim.querySelector("p").textContent.trim() : "It is free again: you can log.");
}

export function watchClaims() {
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.id === "claim") followClaim();
    claimSoon();
  });
  document.addEventListener("input", (event) => {
    if (event.target.closest("#log")) claimNow();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest(".dial[href]")) claimNow();
  });
  claimSoon();
}
