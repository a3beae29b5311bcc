/** Asks a person for an approval on a device of their own, by a backchannel request (CIBA, OpenID Connect Core 1.0 of that name). */
import { createGuard, type Guard } from "okta-api-access/guard";
import {
  clientOf,
  type Environment,
  type Identity,
  type OktaResponse,
  type OktaSettings,
  postAsClient,
  required,
  type Send,
  UnexpectedAnswer,
  VARIABLES,
} from "okta-api-access/service";

/** Okta's string of the grant. */
const CIBA = "urn:openid:params:grant-type:ciba";

/** A request that a person has been asked. */
export interface AskedApproval {
  /** Names the request at the token endpoint: a secret between Okta and this service. */
  readonly requestId: string;
  /** Seconds that it can be answered, and between two questions whether it was. */
  readonly expiresIn: number;
  readonly interval: number;
}

/** What has come of it. */
export type ApprovalState = "pending" | "slow_down" | "approved" | "denied" | "expired";

export interface Approver {
  /** Undefined: Okta cannot ask this person, who may have no device for it. */
  ask(login: string, bindingMessage: string): Promise<AskedApproval | undefined>;
  /** INVARIANT: approved is only what this very person approved: the token says who it was. */
  state(requestId: string, userId: string): Promise<ApprovalState>;
}

export interface ApproverArgs {
  readonly issuer: string;
  readonly audience: string;
  readonly identity: Identity;
  readonly send: Send;
  readonly guard: Guard;
  readonly environment: Environment;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The approver that the environment describes. Throws where no client of the function can ask. */
export function approverOf(
  { identities }: OktaSettings,
  send: Send,
  environment: Environment,
  now: () => number,
): Approver {
  const identity = identities.find(({ grants }) => grants.includes(CIBA));
  if (identity === undefined) throw new Error("`IDENTITIES` must have a client with the grant `ciba`");
  const issuer = required(environment, VARIABLES.issuer);
  const audience = required(environment, VARIABLES.audience);
  const allowInsecureIssuer = environment[VARIABLES.allowInsecureIssuer] === "true";
  const guard = createGuard({ issuer, audience, allowInsecureIssuer });
  return createApprover({ issuer, audience, identity, send, guard, environment, now });
}

export function createApprover(args: ApproverArgs): Approver {
  const { identity, guard } = args;
  return {
    async ask(login, bindingMessage) {
      const scope = ["openid", ...identity.scopes].join(" ");
      const response = await post(args, "/v1/bc/authorize", {
        scope,
        login_hint: login,
        binding_message: bindingMessage,
      });
      const { auth_req_id: requestId, expires_in: expiresIn, interval = 5 } = fieldsOf(response);
      // A client that Okta does not take says nothing of the person.
      if (response.status === 401) throw new UnexpectedAnswer(response.status, undefined);
      if (response.status !== 200) return undefined;
      if (typeof requestId !== "string" || typeof expiresIn !== "number" || typeof interval !== "number")
        throw new Error("Okta's answer to a backchannel request has no `auth_req_id`");
      return { requestId, expiresIn, interval: Math.max(1, interval) };
    },
    async state(requestId, userId) {
      const response = await post(args, "/v1/token", { grant_type: CIBA, auth_req_id: requestId });
      if (response.status !== 200) return REFUSALS.get(String(fieldsOf(response)["error"])) ?? "denied";
      const token = String(fieldsOf(response)["access_token"]);
      const decision = await guard.check(
        { headers: { authorization: `Bearer ${token}` } },
        { scopes: { all: identity.scopes }, clients: [identity.clientId] },
      );
      return decision.allowed && decision.claims["uid"] === userId ? "approved" : "denied";
    },
  };
}

/** What the token endpoint says while, or because, there is no token; anything else is a no. */
const REFUSALS: ReadonlyMap<string, ApprovalState> = new Map([
  ["authorization_pending", "pending"],
  ["slow_down", "slow_down"],
  ["expired_token", "expired"],
]);

function post(
  { issuer, identity, send, environment, now }: ApproverArgs,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<OktaResponse> {
  return postAsClient({ url: issuer + path, fields, client: clientOf(identity, environment), send, now: now() });
}

function fieldsOf({ body }: OktaResponse): Record<string, unknown> {
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
}
