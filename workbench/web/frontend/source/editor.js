// What the page for SQL takes from CodeMirror: an editor with SQL, completion and marks of errors.
export { basicSetup, EditorView } from "codemirror";
export { Compartment, EditorState, Prec } from "@codemirror/state";
export { keymap } from "@codemirror/view";
export { sql, SQLDialect, PostgreSQL } from "@codemirror/lang-sql";
export { acceptCompletion, autocompletion } from "@codemirror/autocomplete";
export { forceLinting, linter, setDiagnostics } from "@codemirror/lint";
export { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
export { tags } from "@lezer/highlight";
export { indentWithTab } from "@codemirror/commands";
