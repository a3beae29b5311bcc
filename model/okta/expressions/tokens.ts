/** Cuts an Okta expression into tokens. */

/** The expression cannot be read, or names something that the local Okta does not evaluate. */
export class ExpressionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ExpressionError";
  }
}

export type Token =
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "sign"; readonly text: string }
  | { readonly kind: "end" };

/** Words that are operators, in any case: `AND`, `and`. */
const WORD_SIGNS: ReadonlyMap<string, string> = new Map([
  ["and", "&&"],
  ["or", "||"],
  ["not", "!"],
]);

const PATTERN =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\d+)|([A-Za-z_]\w*)|(\?:|\?\.|\.!|&&|\|\||[=!<>]=|[-+?:.,!<>(){}[\]]))/y;

/** The signs of `.![name]`, a projection, are read as one: `.!`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const trimmed = text.trimEnd();
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < trimmed.length) {
    const at = PATTERN.lastIndex;
    const match = PATTERN.exec(trimmed);
    if (match === null)
      throw new ExpressionError(`cannot read the expression at \`${trimmed.slice(at, at + 20).trim()}\``);
    tokens.push(toToken(match));
  }
  tokens.push({ kind: "end" });
  return tokens;
}

function toToken([, string, number, name, sign]: RegExpExecArray): Token {
  if (string !== undefined) return { kind: "string", text: string.slice(1, -1).replace(/\\(.)/gs, "$1") };
  if (number !== undefined) return { kind: "number", value: Number(number) };
  if (name !== undefined) {
    const word = WORD_SIGNS.get(name.toLowerCase());
    return word === undefined ? { kind: "name", text: name } : { kind: "sign", text: word };
  }
  return { kind: "sign", text: sign! };
}
