/**
 * The Okta expressions of claims that say what a user's groups entitle to. Whether somebody is in a group is decided by the
 * group's id: a directory's group of the same name entitles to nothing. Keys stand in for the ids, which exist only after
 * deployment.
 */
import { ID_LENGTH } from "../okta/expressions/groups";
import { EXPRESSION_MAX_LENGTH } from "../okta/expressions/parse";

/** Values that the members of any of some groups get. */
export interface Term {
  /** Keys of groups. */
  readonly groups: readonly string[];
  readonly values: readonly string[];
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
 * One expression, or as many as Okta's limit asks for once each key is an id; none where no term has a value. A term that
 * does not fit is split; Okta does not remove duplicates, so that a value may then be in the claim twice.
 *
 * @throws RangeError where one value of one group does not fit.
 */
export function claimExpressions(terms: readonly Term[], frame: Frame): string[] {
  const { start, end } = FRAMES[frame];
  const room = EXPRESSION_MAX_LENGTH - start.length - end.length;
  const expressions: string[][] = [];
  let left = 0;
  for (const { text, length } of terms.flatMap((term) => writtenTerms(term, room))) {
    if (expressions.length === 0 || left < SEPARATOR.length + length) {
      expressions.push([]);
      left = room + SEPARATOR.length;
    }
    expressions.at(-1)!.push(text);
    left -= SEPARATOR.length + length;
  }
  return expressions.map((parts) => `${start}${parts.join(SEPARATOR)}${end}`);
}

/** A term, and how long it is with ids in the place of the keys. */
interface WrittenTerm {
  readonly text: string;
  readonly length: number;
}

/** The term, or its halves where it does not fit: of the longer of its two lists. */
function writtenTerms({ groups, values }: Term, room: number): WrittenTerm[] {
  if (groups.length === 0 || values.length === 0) return [];
  const ask = groups.length === 1 ? "isMemberOfGroup" : "isMemberOfAnyGroup";
  const listed = values.map(quoted).join(", ");
  const text = `${ask}(${groups.map(quoted).join(", ")}) ? {${listed}} : {}`;
  const length = groups.reduce((sum, key) => sum - key.length + ID_LENGTH, text.length);
  if (length <= room) return [{ text, length }];
  const halves = <T>(all: readonly T[]) => {
    const half = Math.ceil(all.length / 2);
    return [all.slice(0, half), all.slice(half)];
  };
  const byGroups = groups.length > 1 && (values.length === 1 || groups.length * ID_LENGTH > listed.length);
  if (!byGroups && values.length === 1) throw new RangeError("a group and a value do not fit into one expression");
  const parts = byGroups
    ? halves(groups).map((some) => ({ groups: some, values }))
    : halves(values).map((some) => ({ groups, values: some }));
  return parts.flatMap((part) => writtenTerms(part, room));
}

/** Okta documents no way to escape a quote or a backslash, so there is none: keys and scopes have neither. */
function quoted(text: string): string {
  if (/["\\]/.test(text)) throw new RangeError('a name with `"` or `\\` cannot stand in an Okta expression');
  return `"${text}"`;
}
