// One key, one thing: every element with data-hotkey is pressed by its key, never while
// somebody is typing, never when <body data-shortcuts="off">.

import { install, uninstall } from "../vendor/hotkey/hotkey.js";

const installed = new Set();
let repeating = false;

function take(element) {
  if (installed.has(element)) return;
  install(element, element.dataset.hotkey);
  installed.add(element);
}

function release(element) {
  if (!installed.delete(element)) return;
  uninstall(element);
}

function takeAll(root) {
  if (root.matches?.("[data-hotkey]")) take(root);
  for (const element of root.querySelectorAll("[data-hotkey]")) take(element);
}

// A key held down must not log one call after another; only walking the queue repeats.
function mayFire(element) {
  if (document.querySelector("dialog[open]")) return false;
  if (repeating && !element.hasAttribute("data-hotkey-repeats")) return false;
  if (!element.isConnected || element.closest("fieldset:disabled")) return false;
  // What lies folded away answers to its key all the same: it unfolds first.
  const folded = element.closest("details:not([open])");
  if (folded && element.parentElement !== folded) folded.open = true;
  return element.checkVisibility();
}

// A key that opens a part of the page leaves the cursor in its first field.
function openAndEnter(summary) {
  const details = summary.parentElement;
  details.open = true;
  const field = details.querySelector("input:not([type=hidden]), select, textarea, button");
  (field ?? summary).focus();
}

export function watchKeys() {
  const help = document.getElementById("key-help");
  for (const close of document.querySelectorAll("dialog [data-close]")) {
    close.addEventListener("click", () => close.closest("dialog").close());
  }
  for (const open of document.querySelectorAll("[data-open-dialog]")) {
    open.hidden = false;
    open.addEventListener("click", () => document.getElementById(open.dataset.openDialog)?.showModal());
  }
  if (document.body.dataset.shortcuts === "off") return;

  document.addEventListener("keydown", (event) => { repeating = event.repeat; }, true);
  document.addEventListener("hotkey-fire", (event) => {
    const element = event.target;
    if (!mayFire(element)) event.preventDefault();
    else if (element.matches("summary")) {
      event.preventDefault();
      openAndEnter(element);
    }
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "?" && help && !event.target.closest("input, textarea, select, dialog")) help.showModal();
    // Escape leaves a field, so that the next key is a key again.
    if (event.key === "Escape" && event.target.matches("input, textarea, select")) event.target.blur();
  });
  document.addEventListener("htmx:load", (event) => takeAll(event.detail.elt));
  document.addEventListener("htmx:beforeCleanupElement", (event) => release(event.detail.elt));
  takeAll(document);
}
