/** Asks a person for an approval on a device of their own, by a backchannel request (CIBA, OpenID Connect Core 1.0 of that name). */
import {
  backchannelAuthenticationGrantRequest,
  backchannelAuthenticationRequest,
  processBackchannelAuthenticationGrantResponse,
  processBackchannelAuthenticationResponse,
  ResponseBodyError,
} from "oauth4webapi";
import { createGuard, type Guard } from "okta-api-access/guard";
import {
  clientOf,
  type Environment,
  type Identity,
  type OktaSettings,
  oauthClientOf,
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

export function createApprover({ issuer, identity, send, guard, environment, now }: ApproverArgs): Approver {
  const oauth = oauthClientOf({ client: clientOf(identity, environment), issuer, send, now });
  const { server, client, authentication, options } = oauth;
  return {
    async ask(login, bindingMessage) {
      const scope = ["openid", ...identity.scopes].join(" ");
      const form = { scope, login_hint: login, binding_message: bindingMessage };
      const response = await backchannelAuthenticationRequest(server, client, authentication, form, options);
      // A client that Okta does not take says nothing of the person.
      if (response.status === 401) throw new UnexpectedAnswer(response.status, undefined);
      if (response.status !== 200) return undefined;
      const asked = await processBackchannelAuthenticationResponse(server, client, response).catch(() => {
        throw new Error("Okta's answer to a backchannel request is not what the standard has for it");
      });
      const { auth_req_id: requestId, expires_in: expiresIn, interval = 5 } = asked;
      return { requestId, expiresIn, interval };
    },
    async state(requestId, userId) {
      const response = await backchannelAuthenticationGrantRequest(server, client, authentication, requestId, options);
      const answer = await processBackchannelAuthenticationGrantResponse(server, client, response).catch(stateOf);
      if (typeof answer === "string") return answer;
      const decision = await guard.check(
        { headers: { authorization: `Bearer ${answer.access_token}` } },
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

function stateOf(error: unknown): ApprovalState {
  return (error instanceof ResponseBodyError && REFUSALS.get(error.error)) || "denied";
}
