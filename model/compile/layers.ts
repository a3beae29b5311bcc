/**
 * The layers of a client's rules. Okta takes the first rule that covers a request, so rules with longer-lived tokens stand
 * first and list long-lived scopes only: the first match then lives as long as the shortest-lived scope that was asked for.
 */
import type { Access, Client, Scope } from "../file/access";
import { bitsOf, differenceOf, intersects, isEmpty, type Bits } from "../bits";
import { OFFLINE_ACCESS } from "../okta/oidcScopes";
import type { ScopeNumbers } from "./entitlements";
import type { PlanRule } from "./plan";

/** Rules of one lifetime. */
export interface Layer {
  /** Lifetime of the access tokens, in minutes. */
  readonly minutes: number;
  /** The scopes that a rule of the layer may list. */
  readonly allowed: Bits;
  /** A rule must list one of these, or an earlier layer serves whatever it would. */
  readonly exact: Bits;
  /** Where given, a rule must also list one of these, or the layer before serves whatever it would. */
  readonly stepUp?: Bits;
  /** The OIDC scopes that every rule of the layer lists. */
  readonly oidcScopes: readonly string[];
}

/** A device secret is given only with a refresh token, so it stands and falls with it. */
const WITH_REFRESH_TOKEN: readonly string[] = [OFFLINE_ACCESS, "device_sso"];

/** How long a token lives at a client that would live so many minutes elsewhere. */
export function lifetimeAt({ tokenMinutes = Infinity }: Client, minutes: number): number {
  return Math.min(tokenMinutes, minutes);
}

/** The layers of a client, in the order of their rules. */
export function layersOf(access: Access, client: Client, numbers: ScopeNumbers): Layer[] {
  const ceiling = client.ceiling.map((name) => access.scopes.get(name)!);
  const minutesOf = ({ tokenMinutes }: Scope) => lifetimeAt(client, tokenMinutes);
  const lifetimes = [...new Set(ceiling.map(minutesOf))].sort((a, b) => b - a);
  const size = numbers.names.length;
  const bits = (scopes: typeof ceiling) =>
    bitsOf(
      size,
      scopes.map(({ name }) => numbers.numberOf.get(name)!),
    );
  return lifetimes.flatMap((minutes) =>
    split(
      client,
      {
        minutes,
        allowed: bits(ceiling.filter((scope) => minutesOf(scope) >= minutes)),
        exact: bits(ceiling.filter((scope) => minutesOf(scope) === minutes)),
        oidcScopes: client.oidcScopes,
      },
      bits(ceiling.filter(({ stepUp }) => stepUp)),
    ),
  );
}

/** No rule lists `offline_access` and a step-up scope: a refresh token would outlive the proof of who sits there. */
function split(client: Client, layer: Layer, stepUp: Bits): Layer[] {
  if (!client.refreshTokens || !intersects(layer.allowed, stepUp)) return [layer];
  const calm = { ...layer, allowed: differenceOf(layer.allowed, stepUp), exact: differenceOf(layer.exact, stepUp) };
  const oidcScopes = layer.oidcScopes.filter((scope) => !WITH_REFRESH_TOKEN.includes(scope));
  const guarded = { ...layer, oidcScopes, stepUp };
  return isEmpty(calm.exact) ? [guarded] : [calm, guarded];
}

/** Whether a rule for these scopes would ever decide a request that no earlier layer decides. */
export function canDecide(layer: Layer, scopes: Bits): boolean {
  return intersects(scopes, layer.exact) && (layer.stepUp === undefined || intersects(scopes, layer.stepUp));
}

/** The smallest window that Okta's API takes, in minutes (its provider takes 5). */
export const REFRESH_TOKEN_WINDOW_MINUTES_MIN = 10;

type RuleLifetimes = Pick<PlanRule, "refreshTokenMinutes" | "refreshTokenWindowMinutes">;

/**
 * Okta wants access ≤ window ≤ lifetime, and reads a lifetime of 0 as unlimited. A rule without `offline_access` gives no
 * refresh token; it carries the shortest lifetimes that are valid, so that a rule widened by hand does not open much.
 */
export function refreshLifetimes(
  accessTokenMinutes: number,
  scopes: readonly string[],
  { refreshLifetimes: own }: Pick<Client, "refreshLifetimes">,
): RuleLifetimes {
  if (own !== undefined && scopes.includes(OFFLINE_ACCESS)) {
    return { refreshTokenMinutes: own.minutes, refreshTokenWindowMinutes: own.idleMinutes };
  }
  const shortest = Math.max(accessTokenMinutes, REFRESH_TOKEN_WINDOW_MINUTES_MIN);
  return { refreshTokenMinutes: shortest, refreshTokenWindowMinutes: shortest };
}
