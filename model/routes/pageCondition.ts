/** Which requests belong to a page behind a load balancer's sign-in, where one page with a stronger sign-in lies below another. */

/** A path condition of a load balancer's rule: patterns with `*`, or regular expressions. */
export type PathCondition = { readonly values: string[] } | { readonly regexValues: string[] };

/**
 * The condition of a page and of all below it, among the paths of all pages.
 *
 * A load balancer compares paths as they were sent, with their case. What runs behind it may read `/Admin`, `//admin`,
 * `/%61dmin` and `/x/../admin` as `/admin`. So a page that lies below another takes its path in any case. A page with others
 * below it takes no path that could be read as another one. What no page takes is answered with 404.
 */
export function pageCondition(path: string, pages: Iterable<string>): PathCondition {
  const own = withoutSlash(path);
  const others = [...pages].map(withoutSlash).filter((other) => other !== own);
  const isAbove = others.some((other) => isBelow(other, own));
  if (!isAbove && !others.some((other) => isBelow(own, other))) {
    return { values: own === "" ? ["/*"] : [own, `${own}/*`] };
  }
  return { regexValues: [`^${[...own].map(anyCase).join("")}${isAbove ? PLAIN_BELOW : ANY_BELOW}$`] };
}

/** Two pages of one path, but for its case: which of them comes first is nobody's to say. */
export function isSamePage(path: string, other: string): boolean {
  return withoutSlash(path).toLowerCase() === withoutSlash(other).toLowerCase();
}

const ANY_BELOW = "(/.*)?";
/**
 * Parts of a path that every reader reads alike: they are not empty, not made of dots alone, and have no backslash. Nothing
 * in them is encoded but blanks and what is not ASCII.
 */
const ENCODED = "%(20|[89A-Fa-f].)";
const PLAIN_BELOW = `(/\\.*([^/%.\\\\]|${ENCODED})([^/%\\\\]|${ENCODED})*)*/?`;

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, "");
}

function isBelow(path: string, above: string): boolean {
  return path.toLowerCase().startsWith(`${above.toLowerCase()}/`);
}

function anyCase(character: string): string {
  const [upper, lower] = [character.toUpperCase(), character.toLowerCase()];
  if (upper !== lower && upper.length === 1) return `[${upper}${lower}]`;
  return /[\^$.|?*+()[\]{}\\]/.test(character) ? `\\${character}` : character;
}
