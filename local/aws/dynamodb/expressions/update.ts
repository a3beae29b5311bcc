/** Update expressions: SET, ADD and REMOVE, read into lists of actions. */
import { notModelled } from "../../awsError";
import type { AttributeValue } from "../attributeValue";
import type { Placeholders } from "./placeholders";
import { Reader, shownPath, type Operand, type Path } from "./reader";

export type Source = Operand | { readonly kind: "ifNotExists"; readonly path: Path; readonly otherwise: Source };

export type NewValue =
  Source | { readonly kind: "sum"; readonly sign: 1 | -1; readonly left: Source; readonly right: Source };

export interface Update {
  readonly set: readonly { readonly path: Path; readonly value: NewValue }[];
  /** Numbers to be added. */
  readonly add: readonly { readonly path: Path; readonly value: AttributeValue }[];
  readonly remove: readonly Path[];
}

const SECTIONS = ["SET", "ADD", "REMOVE", "DELETE"];
/** As the messages about operators name the types. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  BOOL: "BOOLEAN",
  NULL: "NULL",
  L: "LIST",
  M: "MAP",
};

/** @throws a ValidationException, or a refusal by name for what is not modelled. */
export function parseUpdate(text: string, placeholders: Placeholders): Update {
  const reader = new Reader("UpdateExpression", text, placeholders);
  const update = { set: [] as Update["set"][number][], add: [] as Update["add"][number][], remove: [] as Path[] };
  const seen = new Set<string>();
  do {
    const section = SECTIONS.find((word) => reader.skipKeyword(word));
    if (section === undefined) throw reader.syntaxError();
    if (section === "DELETE") throw notModelled("DELETE in an UpdateExpression");
    if (seen.has(section)) {
      reader.note(`The "${section}" section can only be used once in an update expression;`);
    }
    seen.add(section);
    do {
      if (section === "SET") update.set.push(readSet(reader));
      else if (section === "ADD") update.add.push(readAdd(reader));
      else update.remove.push(reader.path());
    } while (reader.skipSign(","));
  } while (reader.next.kind !== "end");
  checkPaths(reader, pathsOf(update));
  reader.finish();
  return update;
}

/** Everything that an update changes. */
export function pathsOf({ set, add, remove }: Update): readonly Path[] {
  return [...[...set, ...add].map(({ path }) => path), ...remove];
}

function readSet(reader: Reader): Update["set"][number] {
  const path = reader.path();
  reader.expectSign("=");
  if (!reader.isSign("(")) return { path, value: readNewValue(reader) };
  reader.expectSign("(");
  const value = readNewValue(reader);
  reader.expectSign(")");
  if (reader.isSign("+") || reader.isSign("-")) {
    throw notModelled("brackets around an operand in an UpdateExpression");
  }
  return { path, value };
}

function readNewValue(reader: Reader): NewValue {
  const left = readSource(reader);
  const sign = reader.skipSign("+") ? 1 : reader.skipSign("-") ? -1 : undefined;
  if (sign === undefined) return left;
  const right = readSource(reader);
  const wrong = [left, right].find((source) => source.kind === "value" && source.value.type !== "N");
  if (wrong?.kind === "value") {
    reader.note(
      `Incorrect operand type for operator or function; operator or function: ${sign === 1 ? "+" : "-"}, operand type: ${wrong.value.type}`,
    );
  }
  return { kind: "sum", sign, left, right };
}

function readSource(reader: Reader): Source {
  if (reader.next.kind !== "name" || reader.afterNext.text !== "(") return reader.operand();
  const { text } = reader.take();
  if (text === "list_append") throw notModelled("the function list_append in an UpdateExpression");
  reader.expectSign("(");
  const sources = [reader.inside(() => readSource(reader))];
  while (reader.skipSign(",")) sources.push(reader.inside(() => readSource(reader)));
  reader.expectSign(")");
  const [of, otherwise] = sources;
  if (text !== "if_not_exists") {
    reader.note(`Invalid function name; function: ${text}`);
  } else if (sources.length !== 2) {
    reader.note(
      `Incorrect number of operands for operator or function; operator or function: ${text}, number of operands: ${sources.length}`,
    );
  } else if (of!.kind !== "path") {
    reader.note(`Operator or function requires a document path; operator or function: ${text}`);
  }
  return { kind: "ifNotExists", path: of!.kind === "path" ? of!.path : [], otherwise: otherwise ?? of! };
}

function readAdd(reader: Reader): Update["add"][number] {
  const path = reader.path();
  const value = reader.value();
  if (value.type === "SS" || value.type === "NS") throw notModelled("ADD to a set in an UpdateExpression");
  if (value.type !== "N") {
    reader.note(
      `Incorrect operand type for operator or function; operator: ADD, operand type: ${TYPE_NAMES[value.type]}`,
    );
  }
  return { path, value };
}

/** No path may be changed twice, and none inside another. Elements of lists would move while others are changed. */
function checkPaths(reader: Reader, paths: readonly Path[]): void {
  if (paths.some((path) => path.some((part) => typeof part === "number"))) {
    throw notModelled("changes inside a list in an UpdateExpression");
  }
  for (const [i, path] of paths.entries()) {
    const earlier = paths.slice(0, i).find((other) => overlap(other, path));
    if (earlier === undefined) continue;
    reader.note(
      `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${shownPath(earlier)}, path two: ${shownPath(path)}`,
    );
  }
}

function overlap(one: Path, other: Path): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((part, i) => part === other[i]);
}
