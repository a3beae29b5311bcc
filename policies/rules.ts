/** All rules of the pack, in the order of their names. */
import type { Rule } from "./rule";
import { audienceSpecific } from "./rules/audienceSpecific";
import { authorizerMatchesServer } from "./rules/authorizerMatchesServer";
import { listenerRuleAuthorizedOrPublic } from "./rules/listenerRuleAuthorizedOrPublic";
import { methodAuthorizedOrPublic } from "./rules/methodAuthorizedOrPublic";
import { noAllClients } from "./rules/noAllClients";
import { noEveryoneWithCustomScope } from "./rules/noEveryoneWithCustomScope";
import { noWildcardScope } from "./rules/noWildcardScope";
import { routeAuthorizedOrPublic } from "./rules/routeAuthorizedOrPublic";

export const rules: readonly Rule[] = [
  audienceSpecific,
  authorizerMatchesServer,
  listenerRuleAuthorizedOrPublic,
  methodAuthorizedOrPublic,
  noAllClients,
  noEveryoneWithCustomScope,
  noWildcardScope,
  routeAuthorizedOrPublic,
];
