// What a browser with scripts adds to every page; all of it works without.

// `/` goes to the search, as in other places where one reads much.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable], .frame");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.querySelector("#find")?.focus();
  }
});

// A row leads where its first link does, unless somebody selects words in it.
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest("a, button, input") || String(getSelection())) return;
  if (event.ctrlKey || event.metaKey) open(row.dataset.href, "_blank", "noopener");
  else location.assign(row.dataset.href);
});

// While the next page is made, a line says so.
export function loading(on) {
  document.querySelector(".loading")?.remove();
  if (!on) return;
  const line = document.createElement("div");
  line.className = "loading";
  line.setAttribute("role", "progressbar");
  line.setAttribute("aria-label", "Asking");
  document.body.append(line);
}
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) loading(true);
});
addEventListener("pageshow", () => loading(false));

// A sentence that was asked for is focused, so that a screen reader begins there.
const here = document.querySelector("#here");
if (here && location.hash === "#here") {
  here.scrollIntoView({ block: "center" });
  here.focus({ preventScroll: true });
}

// Words and the card of their fact light up together.
for (const name of ["pointerover", "focusin"]) {
  document.addEventListener(name, (event) => {
    const card = event.target.closest("[data-fact]");
    const lit = card ? [card.dataset.fact] : [];
    for (const mark of document.querySelectorAll("mark[data-facts]")) {
      mark.classList.toggle("lit", mark.dataset.facts.split(" ").some((one) => lit.includes(one)));
    }
  });
}

// What is to be pasted elsewhere is copied by a button.
for (const text of document.querySelectorAll("pre.quoted")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  const told = text.textContent;
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(told);
    button.textContent = "Copied";
  });
  text.before(button);
}
