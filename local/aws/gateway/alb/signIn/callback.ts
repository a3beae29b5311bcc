/** Answers the browser that comes back from the identity provider: the code becomes a session. */
import type { GatewayResponse } from "../../exchange";
import { found, type AlbExchange } from "../albExchange";
import { redirectUri } from "./authorizationRequest";
import { exchangeCode } from "./identityProvider";
import { fingerprintOf, type OidcAction } from "./oidcAction";
import { sessionOf, type Sessions } from "./session";
import { SignInFailure } from "./signInFailure";
import type { SignInStates } from "./signInStates";

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
