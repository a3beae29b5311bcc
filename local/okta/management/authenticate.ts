/** Who calls the Management API: the holder of the SSWS token, or a service app with an access token of the org server. */
import type { Caller } from "../admin/may";
import { ApiError } from "../errors/apiErrors";
import { OAuthError } from "../errors/oauthErrors";
import type { Call } from "../http/endpoint";
import { readAccessToken, bearerToken } from "../oauth/bearer";
import { sameText } from "../oauth/clientAuthentication";
import { orgIssuer } from "../oauth/issuer";
import type { Okta } from "../okta";
import { rolesOfUser } from "../org/memberships";
import type { ApiEndpoint } from "./apiEndpoint";
import { sessionOf } from "../oauth/authorize/signIn";
import { ME, WELL_KNOWN_PATH } from "./orgSettings/organization";

/**
 * A person who is signed in may ask who they are, by the session's cookie alone.
 *
 * @throws ApiError 401 for a bad token, 403 for one that lacks the scope.
 */
export async function authenticate(call: Call<Okta>, endpoint: ApiEndpoint): Promise<Caller> {
  if (endpoint.path === WELL_KNOWN_PATH) return { kind: "apiToken" };
  const authorization = call.header("authorization") ?? "";
  // Some clients leave out the space after SSWS; Okta does not mind.
  const [, token] = /^SSWS\s*(\S+)$/i.exec(authorization.trim()) ?? [];
  if (token !== undefined) {
    if (!sameText(token, call.okta.org.apiToken)) throw new ApiError("E0000011");
    return { kind: "apiToken" };
  }
  if (authorization === "" && endpoint.operation === ME && sessionOf(call.okta, call.header("cookie")) !== undefined)
    return { kind: "apiToken" };
  const caller = await byAccessToken(call, authorization);
  call.note["client"] = caller.app.clientId;
  if (!scopesFor(endpoint).some((scope) => caller.scopes.includes(scope))) throw insufficientScope(call, endpoint);
  return caller;
}

/** Okta says in the header what is lacking (RFC 6750 section 3.1). Source of the members: Okta's guide on its API. */
function insufficientScope({ okta, path }: Call<Okta>, endpoint: ApiEndpoint): ApiError {
  const { url } = okta.org;
  const members = {
    authorization_uri: `${url}/oauth2/v1/authorize`,
    realm: url,
    scope: scopesFor(endpoint)[0],
    error: "insufficient_scope",
    error_description: "The access token provided does not contain the required scopes.",
    resource: path,
  };
  const challenge = Object.entries(members).map(([name, value]) => `${name}="${value}"`);
  return new ApiError("E0000006", "", [], {
    headers: { "www-authenticate": `Bearer ${challenge.join(", ")}` },
  });
}

/** Any of them is enough. */
export function scopesFor({ method, scope }: Pick<ApiEndpoint, "method" | "scope">): readonly string[] {
  return method === "GET" ? [`${scope}.read`, `${scope}.manage`] : [`${scope}.manage`];
}

async function byAccessToken({ okta }: Call<Okta>, authorization: string) {
  const token = bearerToken(authorization);
  if (token === undefined) throw new ApiError("E0000005");
  try {
    const { cid, scp, uid } = await readAccessToken(okta, orgIssuer(okta.org), token);
    // What was granted and taken back counts no more, whatever the token says.
    const app = okta.org.appByClientId(String(cid));
    if (app?.status !== "ACTIVE") throw new ApiError("E0000011");
    // On behalf of a person it is the person's admin roles that count.
    const user = uid === undefined ? undefined : okta.org.users.get(String(uid));
    if (uid !== undefined && user?.status !== "ACTIVE") throw new ApiError("E0000011");
    const roles = user === undefined ? [...app.roles.values()] : rolesOfUser(okta.org, user);
    const granted = new Set([...app.grants.values()].map(({ scopeId }) => scopeId));
    return {
      kind: "app" as const,
      app,
      roles,
      userId: user?.id,
      scopes: (scp as string[]).filter((scope) => granted.has(scope)),
    };
  } catch (error) {
    throw error instanceof OAuthError ? new ApiError("E0000011") : error;
  }
}
