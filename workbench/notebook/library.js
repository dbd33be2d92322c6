// The question library in a notebook: questions on the left, the chosen one with its form and its answer on the right.
// All words are set as text, never as HTML. Nothing is asked of anybody but the kernel.

const SUBJECTS = ["requests", "conditions", "responses", "sanctions", "transfers", "actors", "weapons", "sources", "quality"];
const INPUTS = { date: "date", integer: "number", number: "number" };
let count = 0;

/** An element with its attributes, listeners (`onclick`) and children; null children are left out. */
function h(name, given = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** A function that asks the kernel and gives its answer; it throws what the kernel says went wrong. */
function asker(model) {
  const waiting = new Map();
  let last = 0;
  const hear = (message) => {
    const asked = waiting.get(message?.id);
    if (!asked) return;
    waiting.delete(message.id);
    if (message.error) asked.reject(new Error(message.error));
    else asked.resolve(message);
  };
  model.on("msg:custom", hear);
  const ask = (what, told = {}) =>
    new Promise((resolve, reject) => {
      last += 1;
      const id = `${Date.now()}-${last}`;
      waiting.set(id, { resolve, reject });
      model.send({ ...told, do: what, id });
    });
  return [ask, () => model.off("msg:custom", hear)];
}

function isDark() {
  const light = document.body.dataset.jpThemeLight;
  if (light !== undefined) return light === "false";
  if (/vscode-(dark|high-contrast)/.test(document.body.className)) return true;
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

let embedding;
/** What draws charts, had from the kernel once a page. */
function embedder(ask) {
  embedding ??= (async () => {
    if (globalThis.sqnVegaEmbed) return globalThis.sqnVegaEmbed;
    const { script } = await ask("vega");
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    try {
      await import(/* webpackIgnore: true */ url);
    } finally {
      URL.revokeObjectURL(url);
    }
    return globalThis.sqnVegaEmbed;
  })();
  embedding.catch(() => (embedding = undefined));
  return embedding;
}

function render({ model, el }) {
  const [ask, deaf] = asker(model);
  const own = `sqn-library-${(count += 1)}`;
  const questions = model.get("questions");
  const options = new Map();
  let chosen = null;
  let round = 0;

  const search = h("input", { type: "search", placeholder: "Search questions", "aria-label": "Search questions", autocomplete: "off" });
  const list = h("div", { class: "sqn-list", role: "group", "aria-label": "Questions" });
  const found = h("div", { class: "sqn-found", role: "status" });
  const pane = h("div", { class: "sqn-pane" });
  const root = h("div", { class: "sqn-library", "data-lm-suppress-shortcuts": "true" },
    h("div", { class: "sqn-side" }, search, found, list), pane);
  el.append(root);

  function listed() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (q) => words.every((word) => `${q.name} ${q.subject} ${q.title} ${q.question} ${q.note}`.toLowerCase().includes(word));
    const told = questions.filter(fits);
    const subjects = [...SUBJECTS, ...new Set(told.map((q) => q.subject).filter((s) => !SUBJECTS.includes(s)))];
    list.replaceChildren(...subjects.flatMap((subject) => {
      const within = told.filter((q) => q.subject === subject);
      return within.length ? [h("h3", {}, subject), ...within.map(entry)] : [];
    }));
    found.textContent = words.length ? `${told.length} of ${questions.length} questions` : `${questions.length} questions`;
    const entries = [...list.querySelectorAll("button")];
    const current = entries.find((one) => one.getAttribute("aria-current")) ?? entries[0];
    for (const one of entries) one.tabIndex = one === current ? 0 : -1;
  }

  function entry(question) {
    return h("button", {
      type: "button", title: question.question, "data-name": question.name,
      "aria-current": chosen?.name === question.name ? "true" : null,
      onclick: () => choose(question),
    }, question.title);
  }

  /** Arrows go up and down the list; one of its entries is in the order of Tab. */
  list.addEventListener("keydown", (event) => {
    const entries = [...list.querySelectorAll("button")];
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = entries[Math.max(0, Math.min(entries.length - 1, to))];
    for (const one of entries) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      list.querySelector("button[tabindex='0']")?.focus();
    } else if (event.key === "Enter") list.querySelector("button")?.click();
    else if (event.key === "Escape") { search.value = ""; listed(); }
  });
  search.addEventListener("input", listed);

  function choose(question) {
    chosen = question;
    round += 1;
    for (const one of list.querySelectorAll("button")) {
      if (one.dataset.name === question.name) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
    const run = h("button", { type: "submit", class: "sqn-run" }, "Run");
    const answer = h("div", { class: "sqn-answer" });
    const form = h("form", {
      class: "sqn-form", novalidate: true,
      onsubmit: (event) => { event.preventDefault(); asks(question, form, answer, run); },
      // a list of names that is open would keep Enter to itself
      onkeydown: (event) => { if (event.key === "Enter" && event.target.matches("input, select")) { event.preventDefault(); form.requestSubmit(); } },
    },
      question.parameters.map((parameter) => field(question, parameter)), h("div", { class: "sqn-go" }, run));
    const note = question.note ? [h("p", { class: "sqn-faint" }, question.note)] : [];
    pane.replaceChildren(h("h2", {}, question.title), h("p", { class: "sqn-question" }, question.question), ...note, form, answer);
  }

  function field(question, parameter) {
    const id = `${own}-${parameter.name}`;
    const told = { id, name: parameter.name, "aria-describedby": parameter.says ? `${id}-says` : null };
    let input;
    let beside = null;
    if (parameter.kind === "choice") {
      const known = parameter.optional ? ["", ...parameter.options] : parameter.options;
      input = h("select", told, known.map((one) => h("option", { value: one, selected: one === parameter.default }, one ? one.replaceAll("_", " ") : "any")));
    } else {
      const type = INPUTS[parameter.kind] ?? "text";
      const drawn = !["date", "integer", "number", "text"].includes(parameter.kind);
      input = h("input", { ...told, type, value: parameter.default, step: parameter.kind === "number" ? "any" : null,
        placeholder: parameter.optional ? "any" : null, list: drawn ? `${id}-options` : null, autocomplete: "off" });
      if (drawn) {
        beside = h("datalist", { id: `${id}-options` });
        offer(question, parameter, input, beside);
      }
    }
    return h("div", { class: "sqn-field" }, h("label", { for: id }, parameter.name.replaceAll("_", " ")), input, beside,
      parameter.says ? h("small", { id: `${id}-says` }, parameter.says) : null);
  }

  /** Fills a list of names from the data, once a kind. */
  async function offer(question, parameter, input, beside) {
    try {
      if (!options.has(parameter.kind)) options.set(parameter.kind, ask("options", { question: question.name, parameter: parameter.name }));
      const { options: told } = await options.get(parameter.kind);
      beside.replaceChildren(...told.map(([value, name]) => h("option", { value: name === value ? value : name })));
      input.names = new Map(told.map(([value, name]) => [name, value]));
      const known = told.find(([value]) => value === input.value);
      if (known) input.value = known[1];
    } catch {
      options.delete(parameter.kind); // nothing is published yet: the answer will say so
    }
  }

  async function asks(question, form, answer, run) {
    round += 1;
    const mine = round;
    const given = {};
    for (const input of form.elements) if (input.name) given[input.name] = input.names?.get(input.value) ?? input.value.trim();
    run.disabled = true;
    run.textContent = "Running …";
    try {
      const told = await ask("ask", { question: question.name, given });
      if (mine === round) shows(question, told, answer, mine);
    } catch (error) {
      if (mine === round) answer.replaceChildren(h("p", { class: "sqn-error", role: "alert" }, error.message));
    } finally {
      run.disabled = false;
      run.textContent = "Run";
    }
  }

  function shows(question, told, answer, mine) {
    const picture = h("div", { class: "sqn-chart" });
    const status = h("p", { class: "sqn-faint", role: "status" },
      `${told.total.toLocaleString("en")} ${told.total === 1 ? "row" : "rows"}${told.total > told.rows.length ? `, the first ${told.rows.length} below` : ""} · ${told.freshness}`);
    answer.replaceChildren(picture, status);
    if (told.notice) answer.append(h("p", { class: "sqn-error" }, told.notice));
    if (told.rows.length) answer.append(table(told));
    answer.append(foot(told));
    draw(picture, mine);
  }

  async function draw(picture, mine) {
    try {
      const width = Math.max(320, Math.min(900, picture.clientWidth - 32));
      const { spec } = await ask("chart", { theme: isDark() ? "dark" : "light", width });
      if (!spec || mine !== round) return;
      picture.replaceChildren(h("p", { class: "sqn-faint" }, "drawing …"));
      const embed = await embedder(ask);
      if (mine !== round) return;
      picture.replaceChildren();
      await embed(picture, spec, { mode: "vega-lite", renderer: "svg", actions: false, tooltip: { theme: isDark() ? "dark" : "light" } });
    } catch (error) {
      picture.replaceChildren(h("p", { class: "sqn-error" }, `no chart: ${error.message}`));
    }
  }

  function table(told) {
    const empty = told.columns.map((_, at) => told.words.every((row) => row[at] === ""));
    const shown = told.columns.map((name, at) => at).filter((at) => !empty[at] && !(/_id$/.test(told.columns[at]) && told.columns.length > 4));
    const order = told.rows.map((_, at) => at);
    let sorted = null;
    const body = h("tbody");
    const heads = shown.map((at) => h("th", { scope: "col" }, h("button", { type: "button", onclick: () => sort(at) }, told.columns[at].replaceAll("_", " "))));
    const fill = () => body.replaceChildren(...order.map((at) => line(told, shown, at)));
    function sort(at) {
      const down = sorted?.at === at && !sorted.down;
      sorted = { at, down };
      const value = (row) => { const one = told.rows[row][at]; return typeof one === "number" ? one : told.words[row][at]; };
      order.sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        if (x === "" || y === "") return (x === "") - (y === ""); // what is unknown stands last both ways
        const told = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "en", { numeric: true });
        return down ? -told : told;
      });
      heads.forEach((head, n) => head.setAttribute("aria-sort", shown[n] === at ? (down ? "descending" : "ascending") : "none"));
      fill();
    }
    fill();
    return h("div", { class: "sqn-box" }, h("table", {}, h("thead", {}, h("tr", {}, heads)), body));
  }

  function line(told, shown, at) {
    const leads = told.evidence[at].length > 0;
    const open = () => opens(row, told.evidence[at], shown.length);
    const row = h("tr", {
      tabindex: leads ? "0" : null, class: leads ? "sqn-leads" : null, "aria-expanded": leads ? "false" : null,
      title: leads ? "Show the sentence behind this row" : null,
      onclick: () => leads && !String(getSelection()) && open(),
      onkeydown: (event) => { if (leads && event.target === row && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); open(); } },
    }, shown.map((column) => {
      const value = told.rows[at][column];
      if (Array.isArray(value)) return h("td", {}, value.map((one) => h("span", { class: "sqn-item" }, String(one ?? ""))));
      const length = told.words[at][column].length;
      return h("td", { class: typeof value === "number" ? "sqn-number" : length > 60 ? "sqn-wide" : length < 25 ? "sqn-short" : null }, h("div", { class: "sqn-clamp" }, told.words[at][column]));
    }));
    return row;
  }

  async function opens(row, ids, width) {
    if (row.nextElementSibling?.classList.contains("sqn-behind")) {
      row.nextElementSibling.remove();
      row.setAttribute("aria-expanded", "false");
      return;
    }
    const cell = h("td", { colspan: width }, h("p", { class: "sqn-faint" }, "…"));
    row.after(h("tr", { class: "sqn-behind" }, cell));
    row.setAttribute("aria-expanded", "true");
    try {
      const { passages } = await ask("evidence", { ids });
      cell.replaceChildren(...passages.map(passage));
    } catch (error) {
      cell.replaceChildren(h("p", { class: "sqn-error", role: "alert" }, error.message));
    }
  }

  function passage(told) {
    const title = told.url ? h("a", { href: told.url, target: "_blank", rel: "noopener noreferrer" }, told.title) : told.title;
    return h("div", { class: "sqn-passage" }, h("div", { class: "sqn-head" }, title),
      h("p", {}, told.before, h("mark", {}, told.said), told.after), h("div", { class: "sqn-faint" }, told.about));
  }

  function foot(told) {
    const citation = h("pre", { class: "sqn-citation", hidden: true });
    const cites = async () => {
      citation.hidden = false;
      try {
        citation.textContent = (await ask("cite")).citation;
      } catch (error) {
        citation.textContent = error.message;
      }
    };
    const code = h("code", {}, told.code);
    return h("div", { class: "sqn-foot" }, h("div", { class: "sqn-code" }, code, copier(() => told.code, code, "Copy as code")),
      h("button", { type: "button", onclick: cites }, "Cite"), citation);
  }

  function copier(text, shown, label) {
    const button = h("button", { type: "button", onclick: async () => {
      try {
        await navigator.clipboard.writeText(text());
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(shown); // no clipboard here: it is marked, to be copied by hand
        button.textContent = "Marked: copy it";
      }
      setTimeout(() => (button.textContent = label), 2000);
    } }, label);
    return button;
  }

  // a chart has its ground drawn into it, so it is drawn anew when the theme changes
  const themes = new MutationObserver(() => {
    const picture = pane.querySelector(".sqn-chart");
    if (picture?.childElementCount) draw(picture, round);
  });
  themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });

  listed();
  if (questions.length) choose(questions.find((q) => q.name === "conditional_on_giving_up") ?? questions[0]);
  return () => { themes.disconnect(); deaf(); };
}

export default { render };
