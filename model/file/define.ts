/** `defineAccess`: the typed way to write an access file. An undefined scope or group is a compile error. */
import type { ApiEntry, ClaimEntry, ClientEntry, GroupEntry, ScopeEntry } from "./accessFile";
import type { Sensitivity } from "./sensitivity";

/**
 * The typed form of an access file. `S`, `G` and `C` are the names of its scopes, groups and clients; wherever one is
 * referred to, only these are accepted.
 */
export interface AccessFile<S extends string = string, G extends string = string, C extends string = string> {
  /** What the resources are named after; lower-case words joined by `-`. */
  product: string;
  /** The `aud` of every access token; an API checks it. */
  audience: string;
  scopes: Record<S, ScopeEntry<NoInfer<S>>>;
  groups: Record<G, GroupEntry<NoInfer<S>, NoInfer<G>>>;
  clients: Record<C, ClientEntry<NoInfer<S>, NoInfer<G>>>;
  claims?: Record<string, ClaimEntry<NoInfer<S>>>;
  apis?: Record<string, ApiEntry<NoInfer<S>>>;
  /** Which unions of groups the compiler makes. */
  combinations?: {
    /** How many derived groups it may make, at most 1,000. @default 64 */
    limit?: number;
    /**
     * Which groups people are really in together (`access combinations` reads them from an org); groups that stand in no
     * list together are not united. A text is enough as a group's key, so that the lists may come from a JSON file.
     * @default any may be
     */
    occurring?: readonly (readonly string[])[];
  };
  /** How scopes are named; what differs is a warning. @default `resource:action`, with the known actions */
  naming?: {
    /** What may stand last in a name. @default read, create, update, delete, … */
    actions?: readonly string[];
    /** A regular expression for the whole name, in the place of `resource:action`. */
    pattern?: string;
    /** How severe a name is that differs. @default "warning" */
    level?: "off" | "warning" | "error";
  };
  /**
   * Who looks at a change of access, by the sensitivity of the scopes that it is about: `@name`, `@org/team` or an address, as
   * in CODEOWNERS. @default nobody in particular
   */
  reviewers?: { [level in Sensitivity]?: readonly string[] };
}

/** The names of the groups of an access file, as a type. */
export type GroupKeyOf<A> = A extends AccessFile<string, infer G, string> ? G : never;
/** The names of the clients of an access file, as a type. */
export type ClientKeyOf<A> = A extends AccessFile<string, string, infer C> ? C : never;
/** The names of the scopes of an access file, as a type. */
export type ScopeNameOf<A> = A extends AccessFile<infer S, string, string> ? S : never;

/**
 * Declares who may do what. The value is plain data and is returned as it is: it is checked when it is loaded
 * (`loadAccess`), so that every mistake is reported at once.
 *
 * @example
 * export default defineAccess({
 *   product: "orders",
 *   audience: "api://orders",
 *   scopes: { "orders:read": { description: "Read orders" } },
 *   groups: { clerks: { scopes: ["orders:read"] } },
 *   clients: { desk: { type: "spa", scopes: ["orders:read"] } },
 * });
 */
export function defineAccess<const S extends string, const G extends string, const C extends string>(
  file: AccessFile<S, G, C>,
): AccessFile<S, G, C> {
  return file;
}
