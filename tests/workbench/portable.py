"""What keeps a question from running elsewhere than on DuckDB: the subset of docs/questions.md, as a lint.

Only what is listed here may stand in a question, so that what a newer DuckDB can do does not slip in unseen.
"""

import sqlglot
from sqlglot import ErrorLevel, exp
from sqlglot.errors import SqlglotError

ELSEWHERE = ("postgres", "spark")
FUNCTIONS: dict[str, type[exp.Expr]] = {
    "count": exp.Count,
    "sum": exp.Sum,
    "avg": exp.Avg,
    "min": exp.Min,
    "max": exp.Max,
    "array_agg": exp.ArrayAgg,
    "coalesce": exp.Coalesce,
    "nullif": exp.Nullif,
    "lower": exp.Lower,
    "upper": exp.Upper,
    "position": exp.StrPosition,
    "abs": exp.Abs,
    "round": exp.Round,
    "cast": exp.Cast,
    "extract": exp.Extract,
    "date_diff": exp.DateDiff,
    "row_number": exp.RowNumber,
    "rank": exp.Rank,
    "lag": exp.Lag,
    "lead": exp.Lead,
}
SYNTAX = (
    exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.Limit, exp.Distinct,
    exp.Union, exp.Except, exp.Intersect, exp.With, exp.CTE, exp.Subquery, exp.Table, exp.TableAlias, exp.Alias,
    exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Boolean, exp.Placeholder, exp.Paren, exp.DataType, exp.Var,
    exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Exists, exp.Between, exp.Like, exp.EQ, exp.NEQ, exp.GT, exp.GTE,
    exp.LT, exp.LTE, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.DPipe, exp.Case, exp.If, exp.Filter, exp.Window,
    exp.WindowSpec,
)  # fmt: skip
TYPES = ("date", "integer", "bigint", "double", "varchar", "boolean")


def faults(sql: str) -> list[str]:
    """What in a SELECT is not of the subset, each in a few words with the SQL it means; empty if all is."""
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
        tokens = sqlglot.tokenize(sql, read="duckdb")
    except SqlglotError as error:
        return [f"cannot be parsed: {str(error).splitlines()[0]}"]
    found = [fault for node in tree.walk() if (fault := fault_of(node))]
    for token in tokens:
        if token.token_type.name == "DCOLON":
            found.append("`::` is written cast(… as …)")
        written = sql[token.start : token.end + 1]
        if token.token_type.name != "STRING" and written != written.lower():
            found.append(f"capitals: {written}")
    if not isinstance(tree, exp.Query) or tree.args.get("order") is None:
        found.append("the answer has no order: it could be another one each time")
    for dialect in ELSEWHERE if not found else ():
        try:
            sqlglot.transpile(sql, read="duckdb", write=dialect, unsupported_level=ErrorLevel.RAISE)
        except SqlglotError as error:
            found.append(f"{dialect}: {error}")
    return found


def fault_of(node: exp.Expr) -> str | None:
    written = node.sql(dialect="duckdb")
    told = written if len(written) < 60 else f"{written[:57]}…"
    if isinstance(node, exp.Star):
        return None if isinstance(node.parent, exp.Count) else f"columns are named, not starred: {told}"
    if isinstance(node, exp.TryCast) or type(node) not in (*SYNTAX, *FUNCTIONS.values()):
        return f"{type(node).__name__} is not of the subset: {told}"
    if isinstance(node, exp.Cast) and node.to.sql(dialect="duckdb").lower() not in (*TYPES, "int", "text"):
        return f"a type that is not of the subset: {told}"
    if isinstance(node, exp.Round) and node.args.get("decimals"):
        return f"rounds to places: {told}"
    if isinstance(node, exp.Distinct) and node.args.get("on"):
        return f"distinct on: {told}"
    if (isinstance(node, exp.Group) and node.args.get("all")) or (isinstance(node, exp.Order) and is_all(node)):
        return f"columns are named, not `all`: {told}"
    if isinstance(node, exp.SetOperation) and node.args.get("by_name"):
        return f"by name: {told}"
    if isinstance(node, exp.Join) and (node.method or node.kind or not (node.args.get("on") or node.args.get("using"))):
        return f"a join is `join … on` or `left join … on`: {told}"
    if isinstance(node, exp.Table) and (node.args.get("db") or node.this.args.get("quoted")):
        return f"a table is a name of the snapshot: {told}"
    return None


def is_all(order: exp.Order) -> bool:
    return any(isinstance(one.this, exp.Var) for one in order.expressions if isinstance(one, exp.Ordered))
