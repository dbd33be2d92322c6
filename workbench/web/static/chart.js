// Puts a chart that answers to the pointer in the place of its picture; the picture stays where that fails.
const figure = document.querySelector("figure.chart");
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 44rem)");
let view = null;

function address() {
  const chosen = document.documentElement.dataset.theme;
  const told = new URL(figure.dataset.spec, location);
  told.searchParams.set("_theme", chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen);
  told.searchParams.set("_width", narrow.matches ? "360" : "760");
  return told;
}

const bubble = document.createElement("div");
bubble.className = "bubble";
bubble.hidden = true;
document.body.append(bubble);

// What stands at the pointer, as words; nothing of it is taken for HTML.
function tell(_, event, item, value) {
  if (value === null || value === undefined || value === "") {
    bubble.hidden = true;
    return;
  }
  const lines = typeof value === "object" ? Object.entries(value) : [["", value]];
  bubble.replaceChildren(
    ...lines.flatMap(([name, told]) => {
      const head = document.createElement("dt");
      const text = document.createElement("dd");
      head.textContent = name;
      text.textContent = String(told);
      return name ? [head, text] : [text];
    }),
  );
  bubble.hidden = false;
  const room = bubble.getBoundingClientRect();
  bubble.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - room.width - 8))}px`;
  const below = event.clientY + 16;
  bubble.style.top = `${below + room.height > innerHeight ? Math.max(4, event.clientY - room.height - 12) : below}px`;
}

async function draw() {
  const [vega, spec] = await Promise.all([
    import(figure.dataset.vega),
    fetch(address()).then((response) => {
      if (!response.ok) throw new Error(`the chart: ${response.status}`);
      return response.json();
    }),
  ]);
  const place = document.createElement("div");
  place.className = "drawn";
  const made = new vega.View(vega.parse(vega.compile(spec).spec, null, { ast: true }), {
    expr: vega.expressionInterpreter,
    renderer: "svg",
    hover: true,
    logLevel: vega.Warn,
    tooltip: tell,
  }).initialize(place); // other spelling: Vega's
  made.addEventListener("click", (event, item) => {
    const one = item?.datum?.evidence_id;
    const { between, actor } = figure.dataset; // where a page leads from arrows and states
    const { who, whom, name } = item?.datum ?? {};
    if (between && who && whom) location.assign(between.replace("WHO", encodeURIComponent(who)).replace("WHOM", encodeURIComponent(whom)));
    else if (actor && name) location.assign(actor.replace("NAME", encodeURIComponent(name)));
    else if (one) location.assign(figure.dataset.evidence.replace("ID", encodeURIComponent(one)));
  });
  await made.runAsync();
  const svg = place.querySelector("svg");
  svg.setAttribute("aria-label", figure.querySelector("img").alt);
  figure.querySelector(".drawn")?.remove();
  figure.querySelector("picture").hidden = true;
  figure.prepend(place);
  view?.finalize();
  view = made;
}

const again = () => draw().catch((error) => console.warn(error));
for (const one of [dark, narrow]) one.addEventListener("change", again);
again();
