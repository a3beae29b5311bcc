/** Cuts an Okta expression into tokens. */

/** The text is no Okta expression, or one that the reader does not take. */
export class ExpressionError extends Error {
  constructor(
    message: string,
    /** Where in the text, counted from 0; undefined where it is about the whole. */
    readonly at?: number,
  ) {
    super(message);
    this.name = "ExpressionError";
  }
}

/** Where a token stands in the text: from `at` to before `end`, counted from 0. */
interface Place {
  readonly at: number;
  readonly end: number;
}

export type Token = Place &
  (
    | { readonly kind: "string"; readonly text: string }
    | { readonly kind: "number"; readonly value: number }
    | { readonly kind: "name"; readonly text: string }
    | { readonly kind: "sign"; readonly text: string }
    | { readonly kind: "end" }
  );

/** Words that are operators, in any case: `AND`, `and`. */
const WORD_SIGNS: ReadonlyMap<string, string> = new Map([
  ["and", "&&"],
  ["or", "||"],
  ["not", "!"],
]);

const PATTERN =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(\?:|\?\.|\.!|&&|\|\||[=!<>]=|[-+*/%?:.,!<>(){}[\]]))/y;

/** The signs of `.![name]`, a projection, are read as one: `.!`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const trimmed = text.trimEnd();
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < trimmed.length) {
    const from = PATTERN.lastIndex;
    const match = PATTERN.exec(trimmed);
    if (match === null) throw unreadable(trimmed, from);
    const end = from + match[0].length;
    const at = end - match[0].trimStart().length;
    tokens.push({ ...toToken(match), at, end });
  }
  tokens.push({ kind: "end", at: trimmed.length, end: trimmed.length });
  return tokens;
}

function unreadable(text: string, from: number): ExpressionError {
  const at = from + text.slice(from).search(/\S/);
  const rest = text.slice(at);
  if (/^["']/.test(rest)) return new ExpressionError(`the quote ${rest[0]} is never closed`, at);
  if (rest.startsWith("="))
    return new ExpressionError("`=` is no sign of an expression: two values are compared with `==`", at);
  return new ExpressionError(`cannot read the expression at \`${rest.slice(0, 20).trim()}\``, at);
}

function toToken([, string, number, name, sign]: RegExpExecArray) {
  if (string !== undefined) return { kind: "string", text: string.slice(1, -1).replace(/\\(.)/gs, "$1") } as const;
  if (number !== undefined) return { kind: "number", value: Number(number) } as const;
  if (name !== undefined) {
    const word = WORD_SIGNS.get(name.toLowerCase());
    return word === undefined ? ({ kind: "name", text: name } as const) : ({ kind: "sign", text: word } as const);
  }
  return { kind: "sign", text: sign! } as const;
}
