/**
 * Priorities of a load balancer's rules. A route keeps its priority when others come and go, but where two want the same: the
 * second takes the next. Rules are named by their priority, so that none ever moves.
 */
import { createHash } from "node:crypto";
import { ALB_VARIABLES_MAX, parametersOf, parseRouteKey } from "../../../model/routes";

/** Priorities are 1 to 50,000. Source: Elastic Load Balancing, CreateRule. */
const ROUTES = { bands: ALB_VARIABLES_MAX + 1, size: 5_000, first: 1 } as const;
const PAGES = { bands: 10, size: 1_000, first: 40_001 } as const;

/** Priorities before all routes, for what is refused whatever it asks for. */
export const FIRST_PRIORITIES: readonly number[] = [1, 2, 3];

/** Of what programs find the API by: a fixed one as well, so that no route moves for it. */
export const METADATA_PRIORITY = 4;

/** The deepest path of a sign-in. */
export const DEPTH_MAX = PAGES.bands - 1;

type Ranked = readonly [name: string, band: number];

/**
 * Route key → priority. Where two routes match one request, one of them has a word at each place in which they differ; the
 * model refuses all other pairs. That one has fewer variables, and comes first.
 */
export function routePriorities(keys: readonly string[]): Map<string, number> {
  return priorities(
    ROUTES,
    keys.map((key): Ranked => [key, parametersOf(parseRouteKey(key)!.path).length]),
  );
}

/** Name → priority of pages with a sign-in: a deeper path comes first, and all of them after the routes. */
export function pagePriorities(pages: Readonly<Record<string, { path: string }>>): Map<string, number> {
  const entries = Object.entries(pages).map(([name, { path }]): Ranked => [name, DEPTH_MAX - depthOf(path)]);
  return priorities(PAGES, entries);
}

/** The parts of a path. */
export function depthOf(path: string): number {
  return path.split("/").filter((part) => part !== "").length;
}

function priorities(
  { size, first }: { readonly size: number; readonly first: number },
  entries: readonly Ranked[],
): Map<string, number> {
  const taken = new Set<number>([...FIRST_PRIORITIES, METADATA_PRIORITY]);
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(
    sorted.map(([name, band]) => {
      const start = createHash("sha256").update(name).digest().readUInt32BE(0);
      let step = 0;
      const at = () => first + band * size + ((start + step) % size);
      while (taken.has(at())) step++;
      taken.add(at());
      return [name, at()];
    }),
  );
}
