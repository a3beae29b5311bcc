/** Where in the text of an access file, or of a stack file, an entry stands: for annotations in a pull request. */
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { segmentsOf } from "../model/findings";

/** Both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The place of an entry by its path; of the nearest one around it, where the text does not write it out. */
export type PlaceOf = (path: string) => Place | undefined;

/** @param file TypeScript, JSON or YAML. */
export function placesIn(file: string): PlaceOf {
  const text = readFileSync(file, "utf8");
  return path.extname(file) === ".yaml" ? yamlPlaces(text) : sourcePlaces(file, text);
}

/** The keys of an entry, by the segments of its path, as far as the text writes them out. @param file TypeScript or JSON. */
export function keysIn(file: string): (segments: readonly string[]) => string[] {
  const source = sourceOf(file, readFileSync(file, "utf8"));
  const constants = constantsOf(source);
  const root = rootOf(source, constants);
  return (segments) => {
    let value = root && valueOf(root, constants);
    for (const segment of segments) {
      const step: ts.Expression | undefined = value && stepInto(value, segment)?.value;
      value = step && valueOf(step, constants);
    }
    if (value === undefined || !ts.isObjectLiteralExpression(value)) return [];
    return value.properties.flatMap(({ name }) => (name && nameText(name)) ?? []);
  };
}

function sourceOf(file: string, text: string): ts.SourceFile {
  return path.extname(file) === ".json" ? ts.parseJsonText(file, text) : parsed(file, text);
}

function sourcePlaces(file: string, text: string): PlaceOf {
  const source = sourceOf(file, text);
  const constants = constantsOf(source);
  const root = rootOf(source, constants);
  return (written) => {
    if (root === undefined) return undefined;
    let value: ts.Expression = root;
    let place: ts.Node = root;
    for (const segment of segmentsOf(written)) {
      const step = stepInto(valueOf(value, constants), segment);
      if (step === undefined) break;
      ({ value, place } = step);
    }
    const { line, character } = source.getLineAndCharacterOfPosition(place.getStart(source));
    return { line: line + 1, column: character + 1 };
  };
}

function parsed(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

type Constants = ReadonlyMap<string, ts.Expression>;

/** The constants of the file: an entry may be written apart, and named where it belongs. */
function constantsOf(source: ts.SourceFile): Constants {
  const declarations = source.statements.flatMap((statement) =>
    ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : [],
  );
  return new Map(
    declarations.flatMap(({ name, initializer }): [string, ts.Expression][] =>
      ts.isIdentifier(name) && initializer !== undefined ? [[name.text, initializer]] : [],
    ),
  );
}

/** The object of the default export, inside `defineAccess(…)`, as the last of `definePeople(…)`, or bare; of JSON, its value. */
function rootOf(source: ts.SourceFile, constants: Constants): ts.Expression | undefined {
  for (const statement of source.statements) {
    if (ts.isExportAssignment(statement)) return argumentOf(valueOf(statement.expression, constants), constants);
    if (ts.isExpressionStatement(statement) && ts.isObjectLiteralExpression(statement.expression))
      return statement.expression;
  }
  return undefined;
}

function argumentOf(value: ts.Expression, constants: Constants): ts.Expression {
  const argument = ts.isCallExpression(value) ? value.arguments.at(-1) : undefined;
  return argument === undefined ? value : valueOf(argument, constants);
}

/** What stands behind parentheses, `as const`, `satisfies` and the name of a constant. */
function valueOf(value: ts.Expression, constants: Constants): ts.Expression {
  if (ts.isParenthesizedExpression(value) || ts.isAsExpression(value) || ts.isSatisfiesExpression(value))
    return valueOf(value.expression, constants);
  const constant = ts.isIdentifier(value) ? constants.get(value.text) : undefined;
  return constant === undefined || constant === value ? value : valueOf(constant, constants);
}

function stepInto(
  value: ts.Expression,
  segment: string | number,
): { value: ts.Expression; place: ts.Node } | undefined {
  if (typeof segment === "number") {
    const element = ts.isArrayLiteralExpression(value) ? value.elements[segment] : undefined;
    const spread = ts.isArrayLiteralExpression(value) && value.elements.slice(0, segment + 1).some(ts.isSpreadElement);
    return element === undefined || spread ? undefined : { value: element, place: element };
  }
  if (!ts.isObjectLiteralExpression(value)) return undefined;
  for (const property of value.properties) {
    const name = property.name;
    if (name === undefined || nameText(name) !== segment) continue;
    if (ts.isPropertyAssignment(property)) return { value: property.initializer, place: name };
    if (ts.isShorthandPropertyAssignment(property)) return { value: property.name, place: name };
  }
  return undefined;
}

function nameText(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;
}

/** The settings of a stack file stand below `config`. */
function yamlPlaces(text: string): PlaceOf {
  const lines = new LineCounter();
  const { contents } = parseDocument(text, { lineCounter: lines });
  return (written) => {
    let node: unknown = contents;
    let offset = 0;
    // `okta:orgName` is a key as it stands, and no segment has a colon otherwise.
    for (const segment of ["config", ...segmentsOf(written)]) {
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => isScalar(key) && key.value === segment);
        if (pair === undefined) break;
        offset = (isScalar(pair.key) && pair.key.range?.[0]) || offset;
        node = pair.value;
      } else if (isSeq(node) && typeof segment === "number") {
        const item: unknown = node.items[segment];
        if (item === undefined) break;
        offset = (isScalar(item) && item.range?.[0]) || offset;
        node = item;
      } else break;
    }
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}
