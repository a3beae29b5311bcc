/** From an HTTP API's authorizer event (payload 2.0) to its simple response; knows nothing of scopes. */
import { clientOf } from "./claims";
import type { Decision, Guard } from "./guard";
import { insufficientScope } from "./refusals";
import type { Requirement } from "./requirement";

/** The part of the event that is read. */
export interface AuthorizerEvent {
  readonly routeKey: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly requestContext?: { readonly requestId?: string };
}

export interface SimpleResponse {
  isAuthorized: boolean;
  /** What the integration is told: small, since it is repeated in each request and in the access log. */
  context: Record<string, string>;
}

export interface Authorizer {
  readonly guard: Guard;
  readonly requirements: ReadonlyMap<string, Requirement>;
  /** Takes one JSON line for each refusal: never a token. */
  readonly log: (line: string) => void;
}

/** A route without a declared requirement is refused, whatever the token. */
export async function authorizeHttpApi(event: AuthorizerEvent, authorizer: Authorizer): Promise<SimpleResponse> {
  const requirement = authorizer.requirements.get(event.routeKey);
  const decision: Decision =
    requirement === undefined
      ? insufficientScope("no requirement is declared for this route")
      : await authorizer.guard.check({ headers: event.headers ?? {} }, requirement);
  if (decision.allowed) {
    return {
      isAuthorized: true,
      context: {
        sub: String(decision.claims["sub"] ?? ""),
        cid: clientOf(decision.claims) ?? "",
        scp: decision.scopes.join(" "),
      },
    };
  }
  const { error, description, status } = decision;
  const route = event.routeKey;
  const requestId = event.requestContext?.requestId;
  authorizer.log(JSON.stringify({ refused: error, description, status, route, requestId, ...decision.owner }));
  return { isAuthorized: false, context: { error, description } };
}
