/** The way of a browser to the identity provider and back: with the code that it brings, a session begins. */
import type { GatewayResponse } from "../../exchange";
import { found, type AlbExchange } from "../albExchange";
import { exchangeCode } from "./identityProvider";
import { fingerprintOf, type OidcAction } from "./oidcAction";
import { sessionOf, type Sessions } from "./session";
import { SignInFailure } from "./signInFailure";
import type { SignInStates } from "./signInStates";

/** The path of every listener that signs people in, in lower case. */
const CALLBACK_PATH = "/oauth2/idpresponse";

export const isCallback = ({ path }: AlbExchange) => path === CALLBACK_PATH;

const redirectUri = ({ url }: AlbExchange) => `${url}${CALLBACK_PATH}`;

/** The parameters in the order in which they were seen on AWS. Those of the rule never replace the load balancer's own. */
export function authorizationUrl(exchange: AlbExchange, action: OidcAction, state: string): string {
  const { authorizationEndpoint, clientId, scope, authenticationRequestExtraParams = {} } = action;
  const own = {
    client_id: clientId,
    redirect_uri: redirectUri(exchange),
    response_type: "code",
    scope,
    state,
  };
  const query = Object.entries({ ...own, ...authenticationRequestExtraParams, ...own })
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
  return `${authorizationEndpoint}${authorizationEndpoint.includes("?") ? "&" : "?"}${query}`;
}

/** `actions`: all of the listener, for the sign-in of any of its rules comes back to one path. */
export type Callback = (exchange: AlbExchange, actions: readonly OidcAction[]) => Promise<GatewayResponse>;

export function createCallback(states: SignInStates, sessions: Sessions, now: () => number): Callback {
  async function finish(exchange: AlbExchange, actions: readonly OidcAction[]): Promise<GatewayResponse> {
    const query = new URLSearchParams(exchange.request.rawQuery);
    const { fingerprint, returnTo } = await states.redeem(exchange, query.get("state"));
    const action = actions.find((one) => fingerprintOf(one) === fingerprint);
    // The rule was changed or taken away while the person signed in.
    if (action === undefined) throw new SignInFailure("AuthInvalidStateParam");
    if (query.has("error")) throw new SignInFailure("IdpError");
    const code = query.get("code");
    if (!code) throw new SignInFailure("AuthMissingCodeParam");
    const signedIn = await exchangeCode(action, code, redirectUri(exchange), now());
    const session = sessionOf(signedIn, now() + action.sessionTimeout * 1000, now());
    return found(returnTo, await sessions.write(exchange, action, session));
  }

  return async (exchange, actions) => {
    try {
      return await finish(exchange, actions);
    } catch (error) {
      return (error instanceof SignInFailure ? error : new SignInFailure("AuthUnhandledException")).answer();
    }
  };
}
