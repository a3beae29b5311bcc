/** The convention for scope names, `resource[:subresource]:action`, in one place: a team that wants another one changes it here. */

export interface ScopeNameConvention {
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

/** The convention of this project. */
export const CONVENTION: ScopeNameConvention = {
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
