// Single keys for a reviewer. A key presses the button, follows the link or goes to the field that shows it.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const typing = event.target.closest("input, textarea, select");
  if (typing) {
    if (event.key === "Escape") typing.blur();
    return;
  }
  const named = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!named) return;
  event.preventDefault();
  if (named.matches("input")) {
    named.focus();
  } else {
    named.click();
  }
});

// A decision is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Who asked to merge or split begins at the first account.
const pick = (what) => document.querySelector(`[data-pick="${what}"]`)?.focus();
pick("merge");
document.querySelector('[data-key="x"]')?.addEventListener("click", () => setTimeout(pick, 0, "split"));
