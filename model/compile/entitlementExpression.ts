/** The Okta expressions that yield the scopes of a user's groups. */

/** Okta's limit of a claim's expression, in characters. */
export const EXPRESSION_MAX = 1024;

/** A group's name in Okta and its scopes, closed under `implies`. */
export interface NamedEntitlement {
  readonly name: string;
  readonly scopes: readonly string[];
}

/** What stands around the terms. `withUser`: yields nothing where there is no user, as in a service client's token. */
const FRAMES = {
  always: { start: "Arrays.flatten(", end: ")" },
  withUser: { start: "(appuser != null) ? Arrays.flatten(", end: ") : {}" },
} as const;

/** The name of a frame. */
export type Frame = keyof typeof FRAMES;

const SEPARATOR = ", ";

/**
 * One expression, or as many as Okta's limit asks for; none where no group has a scope. Okta does not remove duplicates:
 * a scope that two groups hold is in the claim twice.
 *
 * @throws RangeError where one scope of one group does not fit.
 */
export function entitlementExpressions(groups: readonly NamedEntitlement[], frame: Frame): string[] {
  const { start, end } = FRAMES[frame];
  const room = EXPRESSION_MAX - start.length - end.length;
  const terms = groups.flatMap((group) => termsOf(group, room));
  const expressions: string[][] = [];
  let left = 0;
  for (const term of terms) {
    if (expressions.length === 0 || left < SEPARATOR.length + term.length) {
      expressions.push([]);
      left = room + SEPARATOR.length;
    }
    expressions.at(-1)!.push(term);
    left -= SEPARATOR.length + term.length;
  }
  return expressions.map((parts) => `${start}${parts.join(SEPARATOR)}${end}`);
}

/** The term of a group; several where its scopes do not fit into one expression. */
function termsOf({ name, scopes }: NamedEntitlement, room: number): string[] {
  if (scopes.length === 0) return [];
  const term = `isMemberOfGroupName(${quoted(name)}) ? {${scopes.map(quoted).join(", ")}} : {}`;
  if (term.length <= room) return [term];
  if (scopes.length === 1) throw new RangeError("a group name and a scope do not fit into one expression");
  const half = Math.ceil(scopes.length / 2);
  return [
    ...termsOf({ name, scopes: scopes.slice(0, half) }, room),
    ...termsOf({ name, scopes: scopes.slice(half) }, room),
  ];
}

/** Okta documents no way to escape a quote or a backslash, so there is none: such names are refused on loading. */
function quoted(text: string): string {
  if (/["\\]/.test(text)) throw new RangeError('a name with `"` or `\\` cannot stand in an Okta expression');
  return `"${text}"`;
}
