// What draws a chart: Vega-Lite's compiler, Vega's view, and the interpreter that evaluates expressions without `eval`.
export { parse, View, Warn } from "vega";
export { compile } from "vega-lite";
export { expressionInterpreter } from "vega-interpreter";
