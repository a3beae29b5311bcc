/** Questions whose answer is Okta's, and whose asker most likely meant another: a scope or a client that is written otherwise. */
import { names, nearest, printable } from "../findings";
import type { Access } from "../file/access";
import type { Question } from "../intent";
import { GRANTS } from "../okta/grants";
import { isOidcScope } from "../okta/oidcScopes";

/**
 * What to look at first, of a request that Okta refuses before it looks at any rule; undefined: nothing of the kind.
 *
 * @param assigned the groups whose members are assigned to the client.
 */
export function mistakenQuestion(
  access: Access,
  assigned: readonly string[],
  { client, grant, groups, scopes }: Question,
): string | undefined {
  const defined = [...access.scopes.keys()];
  const unknown = scopes.find((scope) => !access.scopes.has(scope) && !isOidcScope(scope));
  if (unknown !== undefined) {
    const near = nearest(unknown, defined);
    const hint = near === undefined ? ` (defined: ${names(defined)})` : `; did you mean \`${near}\`?`;
    return `\`${printable(unknown)}\` is no scope of the access file${hint}`;
  }
  if (scopes.length === 0) return `no scope is asked for; name one or more of ${names(defined)}`;
  if (!GRANTS[grant].user || groups.some((group) => assigned.includes(group))) return undefined;
  return `\`${client}\` is assigned to ${names(assigned)}, and the person is in ${names(groups)} (\`--groups\`)`;
}
