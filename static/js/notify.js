// Lets this browser show notifications, once its owner asks for it.

const panel = document.querySelector("[data-notify]");

function bytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (char) => char.charCodeAt(0));
}

function written(buffer) {
  const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function browserName() {
  const brands = navigator.userAgentData?.brands?.map((each) => each.brand) ?? [];
  const brand = brands.find((each) => !/not.?a.?brand|chromium/i.test(each));
  const known = ["Firefox", "Edg", "Chrome", "Safari"].find((each) => navigator.userAgent.includes(each));
  const name = brand || (known === "Edg" ? "Edge" : known) || "Browser";
  const place = navigator.userAgentData?.platform || navigator.platform || "";
  return place ? `${name} on ${place}` : name;
}

function tell(sentence) {
  panel.querySelector("[data-told]").textContent = sentence;
}

async function send(subscription) {
  const answer = await fetch(panel.dataset.subscribe, {
    method: "POST",
    headers: { "X-CSRFToken": panel.dataset.token },
    body: new URLSearchParams({
      endpoint: subscription.endpoint,
      p256dh: written(subscription.getKey("p256dh")),
      auth: written(subscription.getKey("auth")),
      browser: browserName(),
    }),
  });
  if (answer.ok) return;
  const told = await answer.json().catch(() => ({}));
  throw new Error(told.problem || "The server did not take it.");
}

async function begin() {
  tell("Asking your browser …");
  if ((await Notification.requestPermission()) !== "granted") {
    tell("Your browser refused. The page itself tells you all the same; to change this, allow notifications for this site in the browser's settings.");
    return;
  }
  const worker = await navigator.serviceWorker.register(panel.dataset.worker);
  await navigator.serviceWorker.ready;
  const key = bytes(panel.dataset.key);
  let subscription = await worker.pushManager.getSubscription();
  if (subscription && written(subscription.options.applicationServerKey ?? new ArrayBuffer(0)) !== panel.dataset.key) {
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  await send(subscription);
  location.reload();
}

if (panel && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  const button = panel.querySelector("button");
  button.hidden = false;
  tell(Notification.permission === "denied"
    ? "Notifications are blocked for this site in your browser's settings. The page itself tells you all the same."
    : "");
  button.addEventListener("click", () => {
    begin().catch((problem) => tell(`That did not work: ${problem.message}`));
  });
} else if (panel) {
  tell("This browser cannot show notifications, or the page is not served by https. The page itself tells you all the same.");
}
