/** Reads an expression word by word: what conditions and updates have in common. */
import type { AttributeValue } from "../attributeValue";
import { invalidParameter } from "../errors";
import type { Placeholders } from "./placeholders";
import { isReserved } from "./reservedWords";
import { tokensOf, type Token } from "./tokens";

/** `a.b[0]`: names of attributes and places in lists. */
export type Path = readonly (string | number)[];

export type Operand =
  { readonly kind: "path"; readonly path: Path } | { readonly kind: "value"; readonly value: AttributeValue };

/** Bytes of an expression. */
const EXPRESSION_BYTES_MAX = 4_096;
/** Brackets inside each other, which the real service counts in operators: it takes 300 of them. */
const DEPTH_MAX = 300;
/** Where a placeholder has no value the reading goes on, for mistakes in the syntax are told first. */
const NOTHING: AttributeValue = { type: "NULL", value: true };

export class Reader {
  readonly #parameter: string;
  readonly #text: string;
  readonly #placeholders: Placeholders;
  readonly #tokens: readonly Token[];
  /** What stood in brackets, by itself. */
  readonly bracketed = new WeakSet<object>();
  #at = 0;
  #depth = 0;
  #problem: string | undefined;

  /** @param parameter `ConditionExpression`, for the messages */
  constructor(parameter: string, text: string, placeholders: Placeholders) {
    this.#parameter = parameter;
    this.#text = text;
    this.#placeholders = placeholders;
    if (text.trim() === "") throw this.#error("The expression can not be empty;");
    if (Buffer.byteLength(text) > EXPRESSION_BYTES_MAX) {
      throw this.#error("Expression size has exceeded the maximum allowed size;");
    }
    this.#tokens = tokensOf(text);
  }

  get next(): Token {
    return this.#tokens[this.#at]!;
  }

  get afterNext(): Token {
    return this.#tokens[Math.min(this.#at + 1, this.#tokens.length - 1)]!;
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== "end") this.#at++;
    return token;
  }

  isSign(text: string): boolean {
    return this.next.kind === "sign" && this.next.text === text;
  }

  /** Keywords are written in any case. */
  isKeyword(text: string): boolean {
    return this.next.kind === "name" && this.next.text.toUpperCase() === text;
  }

  /** Takes the sign if it is there. */
  skipSign(text: string): boolean {
    const isThere = this.isSign(text);
    if (isThere) this.take();
    return isThere;
  }

  skipKeyword(text: string): boolean {
    const isThere = this.isKeyword(text);
    if (isThere) this.take();
    return isThere;
  }

  expectSign(text: string): void {
    if (!this.skipSign(text)) throw this.syntaxError();
  }

  /** What is in brackets, or after a NOT: so often inside each other and no more. */
  inside<T>(read: () => T): T {
    if (++this.#depth > DEPTH_MAX) throw this.#error("The expression is nested too deeply;");
    const result = read();
    this.#depth--;
    return result;
  }

  operand(): Operand {
    return this.next.kind === "value" ? { kind: "value", value: this.value() } : { kind: "path", path: this.path() };
  }

  value(): AttributeValue {
    if (this.next.kind !== "value") throw this.syntaxError();
    const { text } = this.take();
    const value = this.#placeholders.value(text);
    if (value === undefined) {
      this.note(`An expression attribute value used in expression is not defined; attribute value: ${text}`);
    }
    return value ?? NOTHING;
  }

  path(): Path {
    const parts: (string | number)[] = [this.#attribute()];
    for (;;) {
      if (this.skipSign(".")) parts.push(this.#attribute());
      else if (this.skipSign("[")) {
        if (this.next.kind !== "index") throw this.syntaxError();
        parts.push(Number(this.take().text));
        this.expectSign("]");
      } else return parts;
    }
  }

  #attribute(): string {
    const { kind, text } = this.next;
    if (kind !== "name" && kind !== "alias") throw this.syntaxError();
    this.take();
    if (kind === "name") {
      if (isReserved(text)) this.note(`Attribute name is a reserved keyword; reserved keyword: ${text}`);
      return text;
    }
    const name = this.#placeholders.name(text);
    if (name === undefined) {
      this.note(`An expression attribute name used in the document path is not defined; attribute name: ${text}`);
    }
    return name ?? text;
  }

  /** A mistake other than in the syntax. The first one is told, and only where the syntax is right. */
  note(problem: string): void {
    this.#problem ??= problem;
  }

  /** At the end of the expression. */
  finish(): void {
    if (this.next.kind !== "end") throw this.syntaxError();
    if (this.#problem !== undefined) throw this.#error(this.#problem);
  }

  /** Names the word at which the reading stopped, with its neighbours. */
  syntaxError(): Error {
    const { text } = this.next;
    const from = this.#tokens[Math.max(0, this.#at - 1)]!.start;
    const near = this.#text.slice(from, this.afterNext.end).trim();
    return this.#error(`Syntax error; token: "${text}", near: "${near}"`);
  }

  #error(problem: string): Error {
    return invalidParameter(`Invalid ${this.#parameter}: ${problem}`);
  }
}

/** `[a, b, [0]]`, as the messages show a path. */
export const shownPath = (path: Path) =>
  `[${path.map((part) => (typeof part === "number" ? `[${part}]` : part)).join(", ")}]`;
