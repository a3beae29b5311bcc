/** `defineAccess`: the typed way to write an access file. An undefined scope or group is a compile error. */
import type { AccessInput } from "./schema";

type ScopeInput<S extends string> = Omit<AccessInput["scopes"][string], "implies"> & { implies?: readonly S[] };

type GroupInput<S extends string, G extends string> = Omit<AccessInput["groups"][string], "scopes" | "separate"> & {
  scopes: readonly S[];
  separate?: readonly G[];
};

type ClientInput<S extends string, G extends string> = Omit<
  AccessInput["clients"][string],
  "scopes" | "assignedTo" | "oidcScopes" | "grants" | "oktaApiScopes"
> & {
  scopes: "all" | readonly S[];
  assignedTo?: readonly G[];
  oidcScopes?: Readonly<AccessInput["clients"][string]["oidcScopes"]>;
  grants?: Readonly<AccessInput["clients"][string]["grants"]>;
  oktaApiScopes?: readonly string[];
};

type ClaimInput<S extends string> = Omit<NonNullable<AccessInput["claims"]>[string], "scopes"> & {
  scopes?: readonly S[];
};

type ApiInput = NonNullable<AccessInput["apis"]>[string];

type RouteInput<S extends string> = Omit<ApiInput["routes"][string], "scopes" | "groups"> & {
  scopes?: readonly S[] | { all: readonly S[] };
  groups?: string | readonly string[];
};

/**
 * The typed form of an access file. `S`, `G` and `C` are the names of its scopes, groups and clients; wherever one is
 * referred to, only these are accepted.
 */
export interface AccessFile<S extends string = string, G extends string = string, C extends string = string> {
  product: string;
  audience: string;
  scopes: Record<S, ScopeInput<NoInfer<S>>>;
  groups: Record<G, GroupInput<NoInfer<S>, NoInfer<G>>>;
  clients: Record<C, ClientInput<NoInfer<S>, NoInfer<G>>>;
  claims?: Record<string, ClaimInput<NoInfer<S>>>;
  apis?: Record<string, Omit<ApiInput, "routes"> & { routes: Record<string, RouteInput<NoInfer<S>>> }>;
  combinations?: { limit?: number };
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
