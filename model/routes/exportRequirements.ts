/** What each route of an API asks for, in a form that leaves the program: for a gateway that exists already. */
import type { Plan } from "../compile/plan";
import type { Access, Api } from "../file/access";
import { type Narrowing, narrowingOf } from "./narrowing";
import type { RouteRequirement } from "./requirement";
import { routeRequirement } from "./routeRequirements";

/** The guard's own form of an API. Nothing in it is a secret. */
export interface ExportedRequirements {
  readonly api: string;
  /** The `aud` that tokens must have. */
  readonly audience: string;
  /** Route key → requirement, every route of the API. What is not here is refused. */
  readonly requirements: Readonly<Record<string, RouteRequirement>>;
  /** How tokens are narrowed; undefined where Okta narrows all of them. Clients are named by their keys. */
  readonly narrowing?: Narrowing;
}

/** Who answers with a challenge is a matter of API Gateway: in front of the guard the guard does. */
export function exportRequirements(access: Access, api: Api, plan: Plan): ExportedRequirements {
  const narrowing = narrowingOf(access, plan);
  return {
    api: api.key,
    audience: access.audience,
    requirements: Object.fromEntries(
      api.routes.map((route): [string, RouteRequirement] => {
        const { challenge: _, ...requirement } = routeRequirement(access, api, route) ?? {};
        return [route.key, route.access.kind === "public" ? { public: true } : requirement];
      }),
    ),
    ...(narrowing !== undefined && { narrowing }),
  };
}
