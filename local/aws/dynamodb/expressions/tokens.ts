/** Splits an expression of DynamoDB into its words and signs. */

export interface Token {
  /** `name`: an attribute, a function or a keyword; `alias`: `#a`; `value`: `:a`; `index`: digits; `other`: what no expression has. */
  readonly kind: "name" | "alias" | "value" | "index" | "sign" | "other" | "end";
  readonly text: string;
  /** Where it stands in the expression. */
  readonly start: number;
  readonly end: number;
}

const PATTERN =
  /\s*(?:(?<name>[A-Za-z][A-Za-z0-9_]*)|(?<alias>#[A-Za-z0-9_]+)|(?<value>:[A-Za-z0-9_]+)|(?<index>\d+)|(?<sign><>|<=|>=|[=<>()[\],.+-])|(?<other>\S))/y;

/** Ends with one token of the kind `end`. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  for (let match = PATTERN.exec(text); match !== null; match = PATTERN.exec(text)) {
    const [kind, found] = Object.entries(match.groups!).find(([, group]) => group !== undefined)!;
    const end = match.index + match[0].length;
    tokens.push({ kind: kind as Token["kind"], text: found, start: end - found.length, end });
  }
  return [...tokens, { kind: "end", text: "<EOF>", start: text.length, end: text.length }];
}
