// CodeMirror in the place of a text field. It stands in a shadow root, where its styles are sheets of their own and not
// elements of the page, which the page's policy refuses.
const COLOURS = {
  keyword: "var(--request-ink)",
  string: "var(--response-ink)",
  number: "var(--transfer-ink)",
  comment: "var(--dim)",
  type: "var(--condition-ink)",
};

export function mount(cm, field, relations, run) {
  const { EditorView, EditorState, Prec, keymap, tags } = cm;
  const frame = document.createElement("div");
  frame.className = "frame";
  const root = frame.attachShadow({ mode: "open", delegatesFocus: true });
  const label = field.labels[0];

  const schema = Object.fromEntries(
    relations.map((one) => [
      one.name,
      {
        self: { label: one.name, type: one.kind === "view" ? "class" : "type", info: one.meaning },
        children: one.columns.map((column) => ({
          label: column.name,
          type: "property",
          detail: column.type.toLowerCase(),
          info: column.meaning ?? undefined,
        })),
      },
    ]),
  );
  const look = EditorView.theme({
    "&": { backgroundColor: "transparent", color: "var(--ink)", fontSize: "0.92rem" },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", minHeight: "11rem", maxHeight: "32rem" },
    ".cm-content": { caretColor: "var(--ink)", padding: ".7rem 0" },
    ".cm-gutters": { backgroundColor: "var(--sunk)", color: "var(--dim)", border: "0" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in oklab, var(--sunk) 60%, transparent)" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      backgroundColor: "var(--request)",
    },
    ".cm-matchingBracket": { backgroundColor: "var(--condition) !important" },
    ".cm-tooltip": { backgroundColor: "var(--sheet)", color: "var(--ink)", border: "1px solid var(--edge)" },
    ".cm-tooltip-autocomplete ul li[aria-selected]": {
      backgroundColor: "var(--strong) !important",
      color: "var(--on-strong) !important",
    },
    ".cm-completionDetail": { color: "inherit", opacity: ".75" },
    ".cm-completionInfo": { maxWidth: "22rem", font: ".85rem var(--sans)" },
    ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
    ".cm-lintRange-error": {
      backgroundImage: "none",
      textDecoration: "underline wavy var(--bad)",
      textDecorationSkipInk: "none",
    },
  });
  const colours = cm.HighlightStyle.define([
    { tag: tags.keyword, color: COLOURS.keyword, fontWeight: "600" },
    { tag: [tags.string, tags.special(tags.string)], color: COLOURS.string },
    { tag: [tags.number, tags.bool, tags.null], color: COLOURS.number },
    { tag: tags.comment, color: COLOURS.comment, fontStyle: "italic" },
    { tag: tags.typeName, color: COLOURS.type },
  ]);

  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
        keymap.of([{ key: "Tab", run: cm.acceptCompletion }]),
        Prec.highest(cm.syntaxHighlighting(colours)),
        cm.basicSetup,
        cm.sql({ dialect: cm.PostgreSQL, schema, upperCaseKeywords: false }),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label.textContent, id: "statement-editor" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) field.value = update.state.doc.toString();
        }),
        look,
      ],
    }),
  });
  field.hidden = true;
  field.after(frame);
  label.addEventListener("click", () => view.focus());

  return {
    text: () => view.state.doc.toString(),
    mark(fault) {
      const found = [];
      if (fault?.line && fault.line <= view.state.doc.lines) {
        const line = view.state.doc.line(fault.line);
        const from = Math.min(line.from + fault.column - 1, line.to);
        const to = Math.min(from + fault.length, line.to);
        found.push({ from: Math.min(from, Math.max(line.from, to - 1)), to, severity: "error", message: fault.says });
      }
      view.dispatch(cm.setDiagnostics(view.state, found));
    },
  };
}
