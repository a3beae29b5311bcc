/** Takes from a draft what it would give beyond today: an adopted file may say less than the rules, and never more. */
import { compare } from "../findings";
import type { AccessInput } from "../file/schema";
import { isOidcScope } from "../okta/oidcScopes";
import type { AccessChange } from "./differences";

const MINUTES_A_DAY = 1_440;

/**
 * The file without the cause of these widenings. Each call takes at least one thing away, so that repeating it ends.
 *
 * @returns undefined where nothing can be taken away: the rest is about signing in alone.
 */
export function narrowed(file: AccessInput, widened: readonly AccessChange[]): AccessInput | undefined {
  const copy = structuredClone(file);
  let isChanged = false;
  const seen = new Set<string>();
  for (const change of widened) {
    if (copy.clients[change.client] === undefined) continue;
    if (isOneScope(change)) {
      if (isStillGiven(copy, change) && takeAway(copy, change)) isChanged = true;
      continue;
    }
    // Else one step for each client at a time: the next comparison shows what is left.
    if (seen.has(change.client)) continue;
    if (takeAway(copy, change)) {
      isChanged = true;
      seen.add(change.client);
    }
  }
  return isChanged ? copy : undefined;
}

function isOneScope({ before, scopes }: AccessChange): boolean {
  return !before.granted && scopes.length === 1 && !isOidcScope(scopes[0]!);
}

/** Another change may have taken it away already. */
function isStillGiven({ clients, groups }: AccessInput, { client, groups: mine, scopes }: AccessChange): boolean {
  const [scope] = scopes;
  const ceiling = clients[client]!.scopes;
  const inCeiling = ceiling === "all" || ceiling.includes(scope!);
  return inCeiling && (mine.length === 0 || mine.some((key) => groups[key]?.scopes.includes(scope!)));
}

function takeAway(file: AccessInput, change: AccessChange): boolean {
  const client = file.clients[change.client]!;
  if (change.before.granted) return shorten(client, change);
  if (change.scopes.includes("offline_access") && client.refreshTokens) {
    delete client.refreshTokens;
    return true;
  }
  const custom = change.scopes.filter((scope) => !isOidcScope(scope));
  if (custom.length === 0 || client.scopes === "all") return false;
  if (custom.length > 1 && client.requests === undefined) {
    client.requests = "one-group";
    return true;
  }
  return takeScope(file, change, custom);
}

/** Tokens that would live longer than today's. */
function shorten(client: AccessInput["clients"][string], { before, after }: AccessChange): boolean {
  if (after.tokenMinutes > before.tokenMinutes) {
    client.tokenMinutes = before.tokenMinutes;
    return true;
  }
  if (typeof client.refreshTokens !== "object") return false;
  const days = Math.floor(Math.min(before.refreshMinutes, after.refreshMinutes) / MINUTES_A_DAY);
  const idleDays = Math.min(days, Math.floor(Math.min(before.idleMinutes, after.idleMinutes) / MINUTES_A_DAY));
  if (days < 1 || idleDays < 1) delete client.refreshTokens;
  else client.refreshTokens = { days, idleDays };
  return true;
}

/** From the group or from the client, wherever fewer lose it. */
function takeScope(file: AccessInput, change: AccessChange, custom: readonly string[]): boolean {
  const client = file.clients[change.client]!;
  if (client.scopes === "all") return false;
  const holders = (scope: string) => Object.keys(file.groups).filter((key) => file.groups[key]!.scopes.includes(scope));
  const clients = (scope: string) =>
    Object.values(file.clients).filter(({ scopes }) => scopes !== "all" && scopes.includes(scope));
  const held = custom.filter((scope) => client.scopes.includes(scope));
  const [scope] = [...held].sort((a, b) => holders(a).length - holders(b).length || compare(a, b));
  if (scope === undefined) return false;
  const givers = change.groups.filter((group) => file.groups[group]?.scopes.includes(scope));
  if (givers.length > 0 && givers.length * clients(scope).length <= holders(scope).length) {
    for (const group of givers) file.groups[group]!.scopes = file.groups[group]!.scopes.filter((one) => one !== scope);
  } else {
    client.scopes = client.scopes.filter((one) => one !== scope);
    const { requests } = client;
    if (Array.isArray(requests)) {
      const left = requests.map((set) => set.filter((one) => one !== scope)).filter((set) => set.length > 0);
      client.requests = left.length === 0 ? "one-group" : left;
    }
  }
  return true;
}
