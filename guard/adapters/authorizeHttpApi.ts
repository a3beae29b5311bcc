/** From an HTTP API's authorizer event (payload 2.0) to its simple response; knows nothing of scopes. */
import {
  assertJudged,
  authorizeRoute,
  contextOf,
  reasonContext,
  refusalContext,
  type Authorizer,
  type Context,
} from "../authorizeRoute";
import { isPublicRoute } from "../../model/routes";

/** The part of the event that is read. */
export interface HttpApiEvent {
  readonly routeKey: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly requestContext?: { readonly requestId?: string };
}

export interface SimpleResponse {
  isAuthorized: boolean;
  context: Context;
}

/**
 * An HTTP API cannot put a challenge into its own 403. Where a route's integration is known to answer with it, a request
 * that lacks nothing but the step-up is let through to be refused there: with the challenge, and without any scope, so
 * that an integration that overlooks the one still stumbles over the other.
 */
export async function authorizeHttpApi(event: HttpApiEvent, authorizer: Authorizer): Promise<SimpleResponse> {
  const { routeKey, headers, requestContext } = event;
  const decision = await authorizeRoute({ routeKey, headers, requestId: requestContext?.requestId }, authorizer);
  assertJudged(decision);
  if (decision.allowed) return { isAuthorized: true, context: contextOf(decision) };
  const requirement = authorizer.requirements.get(routeKey);
  const answersItself =
    requirement !== undefined && !isPublicRoute(requirement) && requirement.challenge === "integration";
  if (decision.error === "insufficient_user_authentication" && answersItself) {
    return { isAuthorized: true, context: { scp: "", ...refusalContext(decision) } };
  }
  return { isAuthorized: false, context: reasonContext(decision) };
}
