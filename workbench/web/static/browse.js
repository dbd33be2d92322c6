// What scripts add to the page of a table: only the comparisons that a column knows, and a day to pick where it is one.
const form = document.querySelector(".narrowing");
const column = form.querySelector("[name=_column]");
const operation = form.querySelector("[name=_operation]");
const value = form.querySelector("[name=_value]");
const KNOWN = {
  text: ["has", "is", "empty"],
  texts: ["has", "is", "empty"],
  number: ["is", "from", "to", "empty"],
  day: ["is", "from", "to", "empty"],
  moment: ["is", "from", "to", "empty"],
  flag: ["is", "empty"],
};
const HINTS = { number: "a number", day: "2020, 2020-03 or 2020-03-01", moment: "2020, 2020-03 or 2020-03-01", flag: "yes or no" };
const offered = [...operation.options];

function fit() {
  const kind = column.selectedOptions[0]?.dataset.kind;
  const known = kind ? (KNOWN[kind] ?? ["empty"]) : offered.map((one) => one.value);
  const before = operation.value;
  operation.replaceChildren(...offered.filter((one) => known.includes(one.value)));
  operation.value = known.includes(before) ? before : known[0];
  const none = operation.value === "empty";
  value.placeholder = none ? "yes or no" : (HINTS[kind] ?? "words");
}
column.addEventListener("change", () => (fit(), value.focus()));
operation.addEventListener("change", fit);
fit();
