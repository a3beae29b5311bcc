/** All checks of an access file that need a look at two places at once. */
import type { Access } from "../access";
import type { Finding } from "../../findings";
import type { ParsedAccess } from "../schema";
import { claimFindings } from "./claims";
import { clientReachFindings } from "./clientReach";
import { clientFindings } from "./clients";
import { combinationFindings, requestReachFindings } from "./combinations";
import { consentFindings } from "./consent";
import { exposureFindings } from "./exposure";
import { gatewayFindings } from "./gateway";
import { gatewayLimitFindings } from "./gatewayLimits";
import { groupFindings } from "./groups";
import { groupFilterFindings } from "./groupFilters";
import { handlerFindings } from "./handlers";
import { impliesFindings } from "./implies";
import { oidcScopeFindings } from "./oidcScopes";
import { reachabilityFindings } from "./reachability";
import { referenceFindings, type DefinedNames } from "./references";
import { routeFindings } from "./routes";
import { routeGroupFindings } from "./routeGroups";
import { routeOverlapFindings } from "./routeOverlaps";
import { routeShadowFindings } from "./routeShadows";
import { routeSiblingFindings } from "./routeSiblings";
import { routeStepUpFindings } from "./routeStepUps";
import { scopeFindings } from "./scopes";
import { scopeStepUpFindings } from "./scopeStepUps";

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
    ...scopeStepUpFindings(file),
    ...impliesFindings(file),
    ...groupFindings(file),
    ...clientFindings(file),
    ...combinationFindings(file),
    ...handlerFindings(file),
    ...oidcScopeFindings(file),
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
  return [...reachabilityFindings(access), ...requestReachFindings(access), ...routeSiblingFindings(access)];
}
