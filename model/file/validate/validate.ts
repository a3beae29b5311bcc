/** All checks of an access file that need a look at two places at once. */
import type { Access } from "../access";
import type { Finding } from "../../findings";
import type { ParsedAccess } from "../schema";
import { claimFindings, claimStackFindings } from "./claims";
import { clientFindings, clientReachFindings, gatewayFindings } from "./clients";
import { clientTokenFindings } from "./clientTokens";
import { combinationFindings, requestReachFindings } from "./combinations";
import { gatewayLimitFindings, uncheckedBackendFindings } from "./gatewayLimits";
import { groupFindings } from "./groups";
import { groupFilterFindings, routeGroupFindings } from "./groupsClaims";
import { handlerFindings } from "./handlers";
import { reachabilityFindings } from "./reachability";
import { impliesFindings, referenceFindings, type DefinedNames, renamedFindings } from "./references";
import { routeOverlapFindings, routeShadowFindings, routeSiblingFindings } from "./routeNeighbours";
import { routeFindings } from "./routes";
import { consentFindings, defaultScopeFindings, exposureFindings, namingFindings, scopeFindings } from "./scopes";
import { lockoutFindings, routeStepUpFindings, scopeStepUpFindings, serviceStepUpFindings } from "./stepUps";

/** Misspelt and repeated names, wherever one entry refers to another. */
export function validateReferences(file: ParsedAccess, defined: DefinedNames): Finding[] {
  return referenceFindings(file, defined);
}

/** What is wrong with the file, whatever the stack. */
export function validateFile(file: ParsedAccess): Finding[] {
  const defined = { scopes: new Set(Object.keys(file.scopes)), groups: new Set(Object.keys(file.groups)) };
  const references = referenceFindings(file, defined);
  // The other checks follow references, and would report a misspelt one a second time in other words.
  const misspelt = references.some(({ rule }) => rule.startsWith("unknown-"));
  return [
    ...references,
    ...scopeFindings(file),
    ...namingFindings(file),
    ...defaultScopeFindings(file),
    ...scopeStepUpFindings(file),
    ...impliesFindings(file),
    ...groupFindings(file),
    ...renamedFindings(file),
    ...clientFindings(file),
    ...combinationFindings(file),
    ...handlerFindings(file),
    ...clientTokenFindings(file),
    ...serviceStepUpFindings(file),
    ...claimFindings(file),
    ...groupFilterFindings(file),
    ...routeFindings(file),
    ...routeShadowFindings(file),
    ...routeOverlapFindings(file),
    ...gatewayLimitFindings(file),
    ...(misspelt
      ? []
      : [
          ...exposureFindings(file),
          ...clientReachFindings(file),
          ...consentFindings(file),
          ...routeGroupFindings(file),
          ...routeStepUpFindings(file),
          ...gatewayFindings(file),
        ]),
  ];
}

/** What is wrong with one stack's part of it. */
export function validateResolved(access: Access): Finding[] {
  return [
    ...reachabilityFindings(access),
    ...requestReachFindings(access),
    ...routeSiblingFindings(access),
    ...uncheckedBackendFindings(access),
    ...claimStackFindings(access),
    ...lockoutFindings(access),
  ];
}
