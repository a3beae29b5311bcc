/** How sensitive a change is: it decides what stands first, and who has to look at it. */
import type { Access } from "../../file/access";
import { SENSITIVITIES, type Sensitivity } from "../../file/sensitivity";

/** Both files. */
export interface Both {
  readonly before: Access;
  readonly after: Access;
}

/** The place in the order: 0 is the least. */
export function rank(sensitivity: Sensitivity): number {
  return SENSITIVITIES.indexOf(sensitivity);
}

/** The highest of some; `low` of none. */
export function highest(all: readonly Sensitivity[]): Sensitivity {
  return all.reduce<Sensitivity>((most, next) => (rank(next) > rank(most) ? next : most), "low");
}

/** The highest that any of the scopes has in either file, so that no change can lower it and use it at once. */
export function sensitivityOfScopes({ before, after }: Both, scopes: readonly string[]): Sensitivity {
  return highest(
    scopes.flatMap((scope) => [before, after].flatMap(({ scopes: known }) => known.get(scope)?.sensitivity ?? [])),
  );
}

/** The sensitivity of a field: of its scope, of the scopes of its client, group or route, of everything else the highest. */
export function sensitivityOf(both: Both, segments: readonly string[]): Sensitivity {
  const [kind, key, , route] = segments;
  const scopes = [both.before, both.after].flatMap((access): readonly string[] => {
    if (kind === "scopes") return [key!];
    if (kind === "groups") return access.groups.get(key!)?.scopes ?? [];
    if (kind === "clients") return access.clients.get(key!)?.ceiling ?? [];
    if (kind !== "apis") return [...access.scopes.keys()];
    const routes = access.apis.get(key!)?.routes ?? [];
    const mine = route === undefined ? routes : routes.filter((one) => one.key === route);
    return mine.flatMap((one) => (one.access.kind === "public" ? [] : one.access.scopes));
  });
  return sensitivityOfScopes(both, scopes);
}
