/** Reads an Okta expression into a tree. Only what the local Okta can evaluate is read; anything else is refused by name. */
import { FUNCTIONS } from "../../../local/okta/expressions/functions";
import { ExpressionError, tokenize, type Token } from "./tokens";

export type Expression =
  | { readonly kind: "value"; readonly value: string | number | boolean | null }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [string, Expression])[] }
  | { readonly kind: "root"; readonly name: string }
  | { readonly kind: "property"; readonly of: Expression; readonly name: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "not"; readonly of: Expression }
  | { readonly kind: "binary"; readonly sign: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "choice"; readonly test: Expression; readonly then: Expression; readonly else: Expression };

/** Okta's limit of an expression's length. Source: Okta's guide on custom claims. */
export const EXPRESSION_MAX_LENGTH = 1024;

/** Deeper nesting than anybody writes; it keeps a hostile expression from filling the stack. */
const MAX_DEPTH = 50;

const ROOTS: ReadonlySet<string> = new Set(["user", "appuser", "app", "access", "OKTA"]);
const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);
/** Binary signs, loosest first. */
const LEVELS: readonly (readonly string[])[] = [["||"], ["&&"], ["==", "!="], ["<", ">", "<=", ">="], ["+"]];

/** @throws ExpressionError where the text is no expression, or one that cannot be evaluated here. */
export function parseExpression(text: string): Expression {
  if (text.length > EXPRESSION_MAX_LENGTH) {
    throw new ExpressionError(
      `the expression has ${text.length} characters; at most ${EXPRESSION_MAX_LENGTH} are allowed`,
    );
  }
  const parser = new Parser(tokenize(text));
  const expression = parser.choice();
  parser.end();
  return expression;
}

class Parser {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  end(): void {
    if (this.next.kind !== "end") throw new ExpressionError(`unexpected ${this.show()} in the expression`);
  }

  choice(): Expression {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new ExpressionError(`the expression is nested more than ${MAX_DEPTH} deep`);
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
    if (this.take("!")) return { kind: "not", of: this.unary() };
    let of = this.primary();
    for (;;) {
      if (this.take(".!")) {
        this.expect("[");
        of = { kind: "call", name: "project", args: [of, { kind: "value", value: this.name() }] };
        this.expect("]");
      } else if (this.take(".") || this.take("?.")) {
        of = this.member(of);
      } else return of;
    }
  }

  private member(of: Expression): Expression {
    const name = this.name();
    if (!this.take("(")) return { kind: "property", of, name };
    const args = this.list(")");
    if (of.kind !== "root" || of.name !== "user")
      throw new ExpressionError(`the local Okta does not evaluate \`.${name}()\``);
    return this.call(`user.${name}`, args);
  }

  private primary(): Expression {
    const token = this.next;
    this.at += 1;
    if (token.kind === "string") return { kind: "value", value: token.text };
    if (token.kind === "number") return { kind: "value", value: token.value };
    if (token.kind === "name") return this.named(token.text);
    if (token.kind === "sign" && token.text === "(") {
      const inner = this.choice();
      this.expect(")");
      return inner;
    }
    if (token.kind === "sign" && token.text === "{") return this.braces();
    this.at -= 1;
    throw new ExpressionError(`unexpected ${this.show()} in the expression`);
  }

  private named(name: string): Expression {
    const literal = LITERALS.get(name);
    if (literal !== undefined) return { kind: "value", value: literal };
    if (this.take("(")) return this.call(name, this.list(")"));
    if (ROOTS.has(name)) return { kind: "root", name };
    this.expect(".");
    const full = `${name}.${this.name()}`;
    if (!this.take("(")) throw new ExpressionError(`the local Okta does not evaluate \`${full}\``);
    return this.call(full, this.list(")"));
  }

  private call(name: string, args: readonly Expression[]): Expression {
    const known = FUNCTIONS.get(name);
    if (known === undefined) throw new ExpressionError(`the local Okta does not evaluate the function \`${name}\``);
    if (args.length < known.min || args.length > known.max) {
      throw new ExpressionError(`\`${name}\` takes ${known.takes}, not ${args.length}`);
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
      if (name.kind !== "string") throw new ExpressionError(`unexpected ${this.show()} in the expression`);
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

  private name(): string {
    const token = this.next;
    if (token.kind !== "name") throw new ExpressionError(`unexpected ${this.show()} in the expression`);
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
    if (!this.take(sign)) throw new ExpressionError(`expected \`${sign}\` and found ${this.show()} in the expression`);
  }

  private show(): string {
    const token = this.next;
    if (token.kind === "end") return "the end";
    return `\`${token.kind === "number" ? token.value : token.text}\``;
  }
}
