// Keeps the bell's number true while a page stays open, and says when there is more to see.

import { say } from "./notices.js";

const EVERY = 60_000;

export function watchBell() {
  const bell = document.querySelector("[data-bell]");
  if (!bell) return;
  let shown = Number(bell.dataset.unseen);
  let notice = null;

  function show(unseen) {
    const badge = bell.querySelector(".badge-n");
    const words = bell.querySelector(".visually-hidden");
    badge.textContent = unseen > 99 ? "99+" : String(unseen);
    badge.hidden = unseen === 0;
    words.textContent = unseen ? `Reminders, ${unseen} unseen` : "Reminders";
    if (unseen > shown) {
      notice?.remove();
      notice = say(unseen === 1 ? "There is one new reminder." : `There are ${unseen} reminders to see.`);
    }
    shown = unseen;
  }

  async function look() {
    if (document.hidden) return;
    try {
      const answer = await fetch(bell.dataset.bell, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return;
      show((await answer.json()).unseen);
    } catch {
      // No connection: the next look may have one.
    }
  }

  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
