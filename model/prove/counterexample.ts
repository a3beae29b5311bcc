/** A question for which the compiled plan does not give what the access file calls for. */
import { names } from "../findings";

/** The question, and both answers. */
export interface Counterexample {
  /** Keys of the groups of the user; empty in a grant without a user. */
  readonly groups: readonly string[];
  readonly client: string;
  readonly grant: string;
  readonly scopes: readonly string[];
  /** What the access file calls for, in words. */
  readonly intended: string;
  /** What Okta would answer, or what in the plan stands against it, in words. */
  readonly decided: string;
}

/** The counterexample as one sentence. */
export function inWords({ groups, client, grant, scopes, intended, decided }: Counterexample): string {
  const who = groups.length === 0 ? "nobody in particular" : `a member of ${names(groups)}`;
  const asked = scopes.length === 0 ? "no scope" : names(scopes);
  return `${who}, at \`${client}\` with \`${grant}\`, asks for ${asked}: the access file says ${intended}; the plan says ${decided}`;
}
