// The Cadence page: a slider beside each number, for the mouse. The number itself is the input.

for (const input of document.querySelectorAll("input[data-slide]")) {
  if (input.disabled) continue;
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = input.min;
  // A bound far out of use would leave the usual numbers a hair apart.
  slider.max = Math.min(input.max, Math.max(20, 3 * input.defaultValue));
  slider.value = input.value;
  slider.tabIndex = -1;
  slider.setAttribute("aria-hidden", "true");
  slider.addEventListener("input", () => { input.value = slider.value; });
  slider.addEventListener("change", () => input.dispatchEvent(new Event("change", { bubbles: true })));
  input.addEventListener("input", () => { slider.value = input.value; });
  input.closest(".input").append(slider);
}
