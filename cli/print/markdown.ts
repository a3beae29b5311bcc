/** Text in Markdown as forges render it: no name can start markup, mention anybody, or leave its cell. */

/**
 * A name as a span of code. Nothing in it is markup, a link or a mention; a bar would end the cell of a table even there.
 */
export function code(text: string): string {
  const inert = visible(text).replaceAll("|", "\\|");
  const longest = Math.max(0, ...[...inert.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const padded = /^`|`$|^ .* $/.test(inert) ? ` ${inert} ` : inert;
  return inert === "" ? "" : `${fence}${padded}${fence}`;
}

/** A sentence: whatever could be markup is escaped, and a mention is cut by a comment, which is not shown. */
export function escaped(text: string): string {
  return visible(text)
    .replace(/[\\|*_<>`[\]~&$]/g, "\\$&")
    .replace(/@|#(?=\d)/g, "$&<!-- -->")
    .replace(/:\/\//g, ":<!-- -->//")
    .replace(/\bwww\./gi, "$&<!-- -->");
}

/** A row of a table; the cells are escaped already. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Control and format characters, with which a text could show other than it is, by their numbers. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
