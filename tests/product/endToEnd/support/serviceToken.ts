/** Signs a service client in through a real OAuth client library, with its private key. */
import { importJWK, type CryptoKey } from "jose";
import * as oauth from "openid-client";
import type { EnvironmentClient } from "../../../../local/environment";

/** @throws the library's error, with Okta's `error` in it. */
export async function serviceToken(
  tokenUrl: string,
  { clientId, privateJwk }: EnvironmentClient,
  scopes: readonly string[],
): Promise<string> {
  const issuer = tokenUrl.replace(/\/v1\/token$/, "");
  const key = (await importJWK(privateJwk!, "RS256")) as CryptoKey;
  const authentication = oauth.PrivateKeyJwt(
    { key, kid: privateJwk!.kid! },
    // Okta takes an assertion for the very address that it is sent to.
    { [oauth.modifyAssertion]: (_header, payload) => void (payload["aud"] = tokenUrl) },
  );
  const configuration = await oauth.discovery(new URL(issuer), clientId, undefined, authentication, {
    execute: [oauth.allowInsecureRequests],
  });
  const tokens = await oauth.clientCredentialsGrant(configuration, { scope: scopes.join(" ") });
  return tokens.access_token;
}
