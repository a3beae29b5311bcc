/** The address to which a load balancer sends people to sign in, and the one to which they come back. */
import type { AlbExchange } from "../albExchange";
import type { OidcAction } from "./oidcAction";

/** The path of every listener that signs people in, in lower case. */
const CALLBACK_PATH = "/oauth2/idpresponse";

export const isCallback = ({ path }: AlbExchange) => path === CALLBACK_PATH;

export const redirectUri = ({ url }: AlbExchange) => `${url}${CALLBACK_PATH}`;

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
