/**
 * The action `authenticate-oidc`: the sign-in of people at a load balancer, by the authorization code flow.
 *
 * Differences from AWS, where its behaviour is known or documented:
 * - The redirect URI is `http://127.0.0.1:<port>/_alb/<id>/oauth2/idpresponse`, whatever host a request names: it has to be
 *   among those of the client, and the browser has to ask by 127.0.0.1. In AWS it is `https://<host>/oauth2/idpresponse`.
 * - Cookies have the path `/_alb/<id>` and no `Secure`. The key that seals them ends with the process.
 * - The identity provider's endpoints may be `http:` on this machine.
 * - Public keys are at `/_alb-keys/<kid>` of the local AWS, and the reason of a failed sign-in is in the answer's header
 *   `x-local-error-reason`.
 *
 * Inferred, since AWS does not document it: what a caller sends under the names of the identity headers is dropped on a rule
 * with this action, also where `allow` lets it pass without a session, and nowhere else. On any other rule it reaches the
 * target: a target that does not verify `x-amzn-oidc-data` is open there, here as in AWS. Inferred as well: that rules with
 * the same cookie name, issuer and client share a session; that a refresh that fails for whatever reason ends it; that a
 * state is good for one use.
 */
import type { GatewayResponse } from "../../exchange";
import { found, page, type AlbExchange } from "../albExchange";
import { authorizationUrl, createCallback, type Callback } from "./callback";
import { createFindSession } from "./currentSession";
import { createIdentityHeaders, withoutIdentity } from "./identityHeaders";
import type { OidcAction } from "./oidcAction";
import { createSealer } from "./sealer";
import { createSessions } from "./session";
import { createSignInStates } from "./signInStates";

/** An answer, or the request for the next action. */
export type SignInOutcome = { readonly answer: GatewayResponse } | { readonly exchange: AlbExchange };

export interface SignIn {
  authenticate(exchange: AlbExchange, action: OidcAction): Promise<SignInOutcome>;
  readonly callback: Callback;
  /** The public key of the identity header, as PEM. */
  publicKey(kid: string): string | undefined;
}

export function createSignIn(now: () => number): SignIn {
  const sealer = createSealer();
  const states = createSignInStates(sealer, now);
  const sessions = createSessions(sealer, now);
  const findSession = createFindSession(sessions, now);
  const identity = createIdentityHeaders(now);
  return {
    async authenticate(exchange, action) {
      const current = await findSession(exchange, action);
      if (current !== undefined) {
        const { session, setCookies } = current;
        return { exchange: identity.add({ ...exchange, setCookies }, action, session) };
      }
      switch (action.onUnauthenticatedRequest) {
        case "allow":
          return { exchange: withoutIdentity(exchange) };
        case "authenticate": {
          const { state, cookie } = await states.begin(exchange, action);
          return { answer: found(authorizationUrl(exchange, action, state), [cookie]) };
        }
        default:
          return { answer: page(401, "Authorization Required") };
      }
    },
    callback: createCallback(states, sessions, now),
    publicKey: (kid) => identity.publicKey(kid),
  };
}
