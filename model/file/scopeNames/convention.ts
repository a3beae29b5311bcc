/** The convention for scope names, `resource[:subresource]:action`, and what `naming` of an access file makes of it. */
import type { Naming } from "../access";

export interface ScopeNameConvention {
  /** A whole name, in the place of `resource:action`; undefined: that. */
  readonly pattern?: RegExp;
  /** Whether a last word that is not a verb is something to find. */
  readonly asksForVerb: boolean;
  /** Longest name, in characters. */
  readonly maxLength: number;
  /** Whole names that need no action: `groups` is the usual name of the scope that releases a groups claim. */
  readonly exempt: readonly string[];
  /** What may stand last. */
  readonly verbs: readonly string[];
  /** Verbs that mean the same: only one of each list should be in use for a resource. */
  readonly synonyms: readonly (readonly string[])[];
  /** Parts that say nothing about what is allowed. */
  readonly generic: readonly string[];
  /** Names of environments: each has an authorization server of its own, so they have no place in a scope. */
  readonly environments: readonly string[];
}

/** The convention where the access file has none of its own. */
export const CONVENTION: ScopeNameConvention = {
  asksForVerb: true,
  maxLength: 64,
  exempt: ["groups"],
  verbs: [
    "read",
    "create",
    "update",
    "delete",
    "write",
    "activate",
    "deactivate",
    "enroll",
    "verify",
    "register",
    "approve",
    "run",
    "manage",
  ],
  synonyms: [
    ["read", "get", "view", "list"],
    ["create", "add", "new"],
    ["update", "edit", "change", "modify"],
    ["delete", "remove"],
  ],
  generic: ["admin", "all", "full", "any", "everything"],
  environments: ["prod", "production", "staging", "dev", "development", "test", "local"],
};

/** The convention of a team. @throws SyntaxError where `pattern` is no regular expression. */
export function conventionOf({ actions, pattern }: Naming): ScopeNameConvention {
  return {
    ...CONVENTION,
    ...(actions === undefined ? {} : { verbs: actions }),
    ...(pattern === undefined ? {} : { pattern: new RegExp(`^(?:${pattern})$`, "u") }),
    asksForVerb: pattern === undefined || actions !== undefined,
  };
}
