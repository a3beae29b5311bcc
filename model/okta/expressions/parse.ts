/**
 * Reads an Okta expression into a tree: the one reader of the program, for the check of an access file, for the proof and
 * for the local Okta. It reads what Okta's reference has; what of that cannot be evaluated here is named by `notModelled`.
 */
import { nearest, printable } from "../../findings";
import { SIGNATURES } from "./functions";
import { ExpressionError, tokenize, type Token } from "./tokens";

export type Expression =
  /** `at` and `end`: where a text stands in the expression, its quotes included. */
  | {
      readonly kind: "value";
      readonly value: string | number | boolean | null;
      readonly at?: number;
      readonly end?: number;
    }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [string, Expression])[] }
  | { readonly kind: "root"; readonly name: string }
  | { readonly kind: "property"; readonly of: Expression; readonly name: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  /** A method of a value, or an index (`[]`); the value is the first argument. */
  | { readonly kind: "method"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "not"; readonly of: Expression }
  | { readonly kind: "binary"; readonly sign: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "choice"; readonly test: Expression; readonly then: Expression; readonly else: Expression };

/** Okta's limit of an expression's length. Source: Okta's guide on custom claims. */
export const EXPRESSION_MAX_LENGTH = 1024;

/** What is read at all: a key of a group is up to 2.5 times as long as the id that takes its place. */
const TEXT_MAX_LENGTH = 3 * EXPRESSION_MAX_LENGTH;

/** Deeper nesting than anybody writes; it keeps a hostile expression from filling the stack. */
const MAX_DEPTH = 50;

/** What an expression may begin with, and whether the local Okta has it. */
const ROOTS: ReadonlyMap<string, boolean> = new Map([
  ["user", true],
  ["appuser", true],
  ["app", true],
  ["access", true],
  ["OKTA", true],
  ["org", false],
  ["session", false],
  ["idpuser", false],
]);
/** In any case, as in `NULL`. */
const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);
/** Binary signs, loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["<", ">", "<=", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];
/** Signs that the local Okta does not work out. */
const SIGNS_NOT_MODELLED: ReadonlySet<string> = new Set(["-", "*", "/", "%"]);

/** @throws ExpressionError where the text is no expression, with the place where it ends to be one. */
export function parseExpression(text: string): Expression {
  if (text.length > TEXT_MAX_LENGTH) {
    throw new ExpressionError(
      `the expression has ${text.length} characters; at most ${EXPRESSION_MAX_LENGTH} are allowed`,
    );
  }
  const parser = new Parser(tokenize(text));
  const expression = parser.choice();
  parser.end();
  return expression;
}

/** What of an expression the local Okta cannot work out, each name once; empty: all of it can be. */
export function notModelled(expression: Expression): string[] {
  const found = new Set<string>();
  for (const part of partsOf(expression)) {
    if (part.kind === "method") found.add(part.name === "[]" ? "[]" : `.${part.name}()`);
    if (part.kind === "call" && SIGNATURES.get(part.name)?.modelled === false) found.add(part.name);
    if (part.kind === "root" && !ROOTS.get(part.name)) found.add(part.name);
    if (part.kind === "binary" && SIGNS_NOT_MODELLED.has(part.sign)) found.add(part.sign);
  }
  return [...found];
}

/** An expression and all parts of it. */
export function* partsOf(expression: Expression): Generator<Expression> {
  yield expression;
  for (const part of childrenOf(expression)) yield* partsOf(part);
}

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "list":
      return expression.items;
    case "map":
      return expression.entries.map(([, value]) => value);
    case "call":
    case "method":
      return expression.args;
    case "property":
    case "not":
      return [expression.of];
    case "binary":
      return [expression.left, expression.right];
    case "choice":
      return [expression.test, expression.then, expression.else];
    default:
      return [];
  }
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  end(): void {
    if (this.next.kind !== "end") throw this.unexpected();
  }

  choice(): Expression {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw this.fail(`the expression is nested more than ${MAX_DEPTH} deep`);
    const expression = this.ternary();
    this.depth -= 1;
    return expression;
  }

  private ternary(): Expression {
    const test = this.binary(0);
    if (this.take("?:")) return { kind: "binary", sign: "?:", left: test, right: this.choice() };
    if (!this.take("?")) return test;
    const then = this.choice();
    this.expect(":");
    return { kind: "choice", test, then, else: this.choice() };
  }

  private binary(level: number): Expression {
    const signs = LEVELS[level];
    if (signs === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (let sign = this.takeOne(signs); sign !== undefined; sign = this.takeOne(signs)) {
      left = { kind: "binary", sign, left, right: this.binary(level + 1) };
    }
    return left;
  }

  private unary(): Expression {
    // Each `!` is a step down, as each pair of parentheses is.
    if (this.take("!")) return { kind: "not", of: this.deeper(() => this.unary()) };
    let of = this.primary();
    for (;;) {
      if (this.take(".!")) {
        this.expect("[");
        of = { kind: "call", name: "project", args: [of, { kind: "value", value: this.dotted() }] };
        this.expect("]");
      } else if (this.take(".") || this.take("?.")) {
        of = this.member(of);
      } else if (this.take("[")) {
        of = { kind: "method", name: "[]", args: [of, this.choice()] };
        this.expect("]");
      } else return of;
    }
  }

  private deeper(read: () => Expression): Expression {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw this.fail(`the expression is nested more than ${MAX_DEPTH} deep`);
    const expression = read();
    this.depth -= 1;
    return expression;
  }

  private member(of: Expression): Expression {
    const at = this.next.at;
    const name = this.name();
    if (!this.take("(")) return { kind: "property", of, name };
    const args = this.list(")");
    if (of.kind === "root" && of.name === "user") return this.call(`user.${name}`, args, at);
    return { kind: "method", name, args: [of, ...args] };
  }

  private primary(): Expression {
    const token = this.next;
    this.at += 1;
    if (token.kind === "string") return { kind: "value", value: token.text, at: token.at, end: token.end };
    if (token.kind === "number") return { kind: "value", value: token.value };
    if (token.kind === "name") return this.named(token.text, token.at);
    if (token.kind === "sign" && token.text === "(") {
      const inner = this.choice();
      this.expect(")");
      return inner;
    }
    if (token.kind === "sign" && token.text === "{") return this.braces();
    this.at -= 1;
    throw this.unexpected();
  }

  private named(name: string, at: number): Expression {
    const literal = LITERALS.get(name.toLowerCase());
    if (literal !== undefined) return { kind: "value", value: literal };
    if (this.take("(")) return this.call(name, this.list(")"), at);
    if (ROOTS.has(name)) return { kind: "root", name };
    if (!this.take(".")) throw unknownRoot(name, at);
    const full = `${name}.${this.name()}`;
    if (!this.take("(")) throw unknownRoot(name, at);
    return this.call(full, this.list(")"), at);
  }

  private call(name: string, args: readonly Expression[], at: number): Expression {
    const known = SIGNATURES.get(name);
    if (known === undefined) {
      const near = nearest(name, [...SIGNATURES.keys()]);
      throw new ExpressionError(
        `\`${printable(name)}\` is no function of Okta's${near === undefined ? "" : `; did you mean \`${near}\`?`}`,
        at,
      );
    }
    if (args.length < known.min || args.length > known.max) {
      throw new ExpressionError(`\`${name}\` takes ${known.takes}, not ${args.length}`, at);
    }
    return { kind: "call", name, args };
  }

  /** `{}` and `{"a", "b"}` are lists, `{"a": "b"}` is a map. */
  private braces(): Expression {
    const key = this.next;
    const sign = this.tokens[this.at + 1];
    if (key.kind !== "string" || sign?.kind !== "sign" || sign.text !== ":")
      return { kind: "list", items: this.list("}") };
    const entries: [string, Expression][] = [];
    do {
      const name = this.next;
      if (name.kind !== "string") throw this.unexpected();
      this.at += 1;
      this.expect(":");
      entries.push([name.text, this.choice()]);
    } while (this.take(","));
    this.expect("}");
    return { kind: "map", entries };
  }

  private list(close: string): Expression[] {
    const items: Expression[] = [];
    if (this.take(close)) return items;
    do items.push(this.choice());
    while (this.take(","));
    this.expect(close);
    return items;
  }

  /** `name`, or `profile.name`. */
  private dotted(): string {
    let name = this.name();
    while (this.take(".")) name += `.${this.name()}`;
    return name;
  }

  private name(): string {
    const token = this.next;
    if (token.kind !== "name") throw this.unexpected();
    this.at += 1;
    return token.text;
  }

  private get next(): Token {
    return this.tokens[this.at]!;
  }

  private takeOne(signs: readonly string[]): string | undefined {
    return signs.find((sign) => this.take(sign));
  }

  private take(sign: string): boolean {
    const token = this.next;
    if (token.kind !== "sign" || token.text !== sign) return false;
    this.at += 1;
    return true;
  }

  private expect(sign: string): void {
    if (!this.take(sign)) throw this.fail(`expected \`${sign}\` and found ${this.show()}`);
  }

  private unexpected(): ExpressionError {
    return this.fail(this.next.kind === "end" ? "the expression ends too early" : `unexpected ${this.show()}`);
  }

  private fail(message: string): ExpressionError {
    return new ExpressionError(message, this.next.at);
  }

  private show(): string {
    const token = this.next;
    if (token.kind === "end") return "the end";
    return `\`${printable(String(token.kind === "number" ? token.value : token.text))}\``;
  }
}

function unknownRoot(name: string, at: number): ExpressionError {
  const known = [...ROOTS.keys()].filter((root) => root !== "OKTA").map((root) => `\`${root}\``);
  const hint = name === "profile" ? "; an attribute of the user is written `user.department`" : "";
  return new ExpressionError(
    `\`${printable(name)}\` is nothing that an expression can name (known: ${known.join(", ")})${hint}`,
    at,
  );
}
