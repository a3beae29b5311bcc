/** The guard before a handler of Express, Connect, or Node's own server. */
import type { Decision, Guard } from "../guard";
import type { Requirement } from "../../model/routes";

/** What is read of a request, and what is put on it for the handler. */
export interface GuardedRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Node drops the second of two `authorization` headers from `headers`; here it stands. */
  readonly headersDistinct?: Readonly<Record<string, readonly string[] | undefined>>;
  /** What the guard has found: claims and scopes. */
  auth?: Extract<Decision, { allowed: true }>;
}

/** What is needed of a response: Node's own. */
export interface GuardedResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

export type Middleware = (request: GuardedRequest, response: GuardedResponse, next: () => void) => Promise<void>;

/** Refuses what does not meet the requirement, with status, challenge and JSON body; otherwise calls the next one. */
export function guardMiddleware(guard: Guard, requirement: Requirement): Middleware {
  return async (request, response, next) => {
    const decision = await guard.check({ headers: request.headersDistinct ?? request.headers }, requirement);
    if (decision.allowed) {
      request.auth = decision;
      next();
      return;
    }
    response.statusCode = decision.status;
    for (const [name, value] of Object.entries(decision.headers)) response.setHeader(name, value);
    response.setHeader("content-type", "application/json");
    response.setHeader("cache-control", "no-store");
    response.end(JSON.stringify(decision.body));
  };
}
