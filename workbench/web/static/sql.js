// The page for SQL with scripts: an editor in the field's place, answers without a new page, a way to stop, a memory.
import { loading } from "./page.js";

const form = document.querySelector("#editor");
const field = form.querySelector("textarea");
const go = form.querySelector(".go");
const cancel = form.querySelector(".cancel");
const state = form.querySelector(".state");
const MEMORY = "sqn.sql.history";
const MOST = 30;
let running = null;
let editor = null;

const statement = () => (editor ? editor.text() : field.value);

function place(node) {
  const told = node?.dataset ?? {};
  return told.line ? { line: +told.line, column: +told.column, length: +told.length } : null;
}

function fault(answer) {
  const told = answer.querySelector("#fault");
  return told ? { ...place(told), says: told.querySelector("pre").textContent.split("\n")[0] } : null;
}

async function ask(event) {
  event?.preventDefault();
  running?.abort();
  const control = (running = new AbortController());
  field.value = statement();
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form));
  const answer = document.querySelector("#answer");
  const started = performance.now();
  go.disabled = true;
  cancel.hidden = false;
  state.textContent = "Asking …";
  answer.setAttribute("aria-busy", "true");
  loading(true);
  try {
    const response = await fetch(address, { signal: control.signal, headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const made = page.querySelector("#answer");
    if (!made) throw new Error(page.querySelector(".says")?.textContent ?? `The server says ${response.status}.`);
    answer.replaceChildren(...made.childNodes);
    history.pushState(null, "", address);
    const wrong = fault(answer);
    editor?.mark(wrong);
    state.textContent = wrong ? "" : `Answered in ${((performance.now() - started) / 1000).toFixed(1)} s`;
    if (!wrong) remember(field.value.trim());
  } catch (error) {
    if (control !== running) return;
    state.textContent = error.name === "AbortError" ? "Stopped" : `No answer: ${error.message}`;
  } finally {
    if (control === running) {
      running = null;
      go.disabled = false;
      cancel.hidden = true;
      answer.removeAttribute("aria-busy");
      loading(false);
    }
  }
}

function past() {
  try {
    return JSON.parse(localStorage.getItem(MEMORY)) ?? [];
  } catch {
    return [];
  }
}

function remember(text) {
  if (!text) return;
  try {
    localStorage.setItem(MEMORY, JSON.stringify([text, ...past().filter((one) => one !== text)].slice(0, MOST)));
  } catch {
    // a browser that keeps nothing
  }
  recall();
}

function recall() {
  const section = document.querySelector("#history");
  const told = past();
  section.hidden = told.length === 0;
  section.querySelector("ol").replaceChildren(
    ...told.map((text) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      const address = new URL(location.pathname, location);
      address.searchParams.set("q", text);
      link.href = address;
      link.textContent = text.replace(/\s+/g, " ").slice(0, 160);
      line.append(link);
      return line;
    }),
  );
}

form.addEventListener("submit", ask);
cancel.addEventListener("click", () => running?.abort());
addEventListener("popstate", () => location.reload());
document.querySelector("#history button").addEventListener("click", () => {
  localStorage.removeItem(MEMORY);
  recall();
});
recall();

// The editor is large: the page is there before it, and stays as it is where it cannot come.
const [{ mount }, made] = await Promise.all([import("./editing.js"), import(form.dataset.editor)]);
const relations = await fetch(form.dataset.schema).then((response) => response.json()).then((told) => told.rows).catch(() => []);
editor = mount(made, field, relations, ask);
form.querySelector(".keys").hidden = false;
const wrong = fault(document);
if (wrong) editor.mark(wrong);
