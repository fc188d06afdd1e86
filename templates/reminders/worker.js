// Shows what the house pushes while no page of it is open, and leads there when it is clicked.

self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data ? event.data.json() : {};
  } catch {
    // Not ours to read: something is to be seen all the same.
  }
  event.waitUntil(
    self.registration.showNotification(told.title || "Followup", {
      body: told.body || "There is something to see.",
      tag: told.tag || "followup",
      renotify: true,
      data: { url: told.url || "/bell/" },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const there = new URL(event.notification.data.url, self.location.origin);
  // Only pages of this house, whatever the message says.
  const path = there.origin === self.location.origin ? there.href : "/bell/";
  event.waitUntil(
    self.clients.matchAll({ type: "window", includeUncontrolled: true }).then((windows) => {
      const open = windows.find((each) => "focus" in each);
      if (!open) return self.clients.openWindow(path);
      return open.focus().then((focused) => focused.navigate(path));
    }),
  );
});

