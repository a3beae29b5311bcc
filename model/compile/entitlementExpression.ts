/**
 * The Okta expressions that yield the scopes of a user's groups. Whether somebody is in a group is decided by the group's id:
 * a directory's group of the same name entitles to nothing. Keys stand in for the ids, which exist only after deployment.
 */
import { ID_LENGTH } from "../okta/expressions/groups";
import { EXPRESSION_MAX_LENGTH } from "../okta/expressions/parse";

/** A group's key and its scopes, closed under `implies`. */
export interface GroupScopes {
  readonly key: string;
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
 * One expression, or as many as Okta's limit asks for once each key is an id; none where no group has a scope. Okta does not
 * remove duplicates: a scope that two groups hold is in the claim twice.
 *
 * @throws RangeError where one scope of one group does not fit.
 */
export function entitlementExpressions(groups: readonly GroupScopes[], frame: Frame): string[] {
  const { start, end } = FRAMES[frame];
  const room = EXPRESSION_MAX_LENGTH - start.length - end.length;
  const terms = groups.flatMap((group) => termsOf(group, room));
  const expressions: string[][] = [];
  let left = 0;
  for (const { text, length } of terms) {
    if (expressions.length === 0 || left < SEPARATOR.length + length) {
      expressions.push([]);
      left = room + SEPARATOR.length;
    }
    expressions.at(-1)!.push(text);
    left -= SEPARATOR.length + length;
  }
  return expressions.map((parts) => `${start}${parts.join(SEPARATOR)}${end}`);
}

/** A term, and how long it is with an id in the place of the key. */
interface Term {
  readonly text: string;
  readonly length: number;
}

/** The term of a group; several where its scopes do not fit into one expression. */
function termsOf({ key, scopes }: GroupScopes, room: number): Term[] {
  if (scopes.length === 0) return [];
  const text = `isMemberOfGroup(${quoted(key)}) ? {${scopes.map(quoted).join(", ")}} : {}`;
  const length = text.length - key.length + ID_LENGTH;
  if (length <= room) return [{ text, length }];
  if (scopes.length === 1) throw new RangeError("a group and a scope do not fit into one expression");
  const half = Math.ceil(scopes.length / 2);
  return [
    ...termsOf({ key, scopes: scopes.slice(0, half) }, room),
    ...termsOf({ key, scopes: scopes.slice(half) }, room),
  ];
}

/** Okta documents no way to escape a quote or a backslash, so there is none: keys and scopes have neither. */
function quoted(text: string): string {
  if (/["\\]/.test(text)) throw new RangeError('a name with `"` or `\\` cannot stand in an Okta expression');
  return `"${text}"`;
}
