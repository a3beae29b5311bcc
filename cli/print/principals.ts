/** Who can do something, as text. */
import type { Principal } from "../../model/ask";

/** Who can do one thing. */
export interface WhoCanAnswer {
  /** The scope, or the API and the route. */
  readonly what: string;
  /** The reason where everybody can. */
  readonly public?: string;
  /** Globs, one of which another group must match as well. */
  readonly groups?: readonly string[];
  readonly principals: readonly Principal[];
}

/** One line for each way. */
export function principalsText({ what, public: reason, groups = [], principals }: WhoCanAnswer): string {
  if (reason !== undefined) return `${what}: everybody, since it is public (${reason})`;
  if (principals.length === 0) return `${what}: nobody`;
  const also = groups.length === 0 ? "" : `, who must also be in a group that matches ${groups.join(" or ")}`;
  return [`${what}:`, ...principals.map((principal) => `  ${line(principal)}${also}`)].join("\n");
}

function line({ groups, client, grant, scopes, stepUp }: Principal): string {
  const who = groups.length === 0 ? `the service client ${client}` : `members of ${groups.join(" and ")} at ${client}`;
  const proof = stepUp === null ? "" : `, after signing in with ${stepUp.acr} at most ${stepUp.maxAge} seconds ago`;
  return `${who} with ${grant}, asking for ${scopes.join(" ")}${proof}`;
}
