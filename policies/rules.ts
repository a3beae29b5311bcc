/** All rules of the pack, in the order of their names. */
import { authorizerMatchesServer } from "./rules/authorizerMatchesServer";
import { noAllClients } from "./rules/noAllClients";
import { noEveryone } from "./rules/noEveryone";
import { noWildcardScope } from "./rules/noWildcardScope";
import { routesAuthorized } from "./rules/routesAuthorized";
import { specificAudience } from "./rules/specificAudience";
import type { Rule } from "./rule";

export const rules: readonly Rule[] = [
  authorizerMatchesServer,
  noAllClients,
  noEveryone,
  noWildcardScope,
  routesAuthorized,
  specificAudience,
];
