/** Tokens of the clients of a shared org, through real OAuth clients. */
import type { EnvironmentClient } from "../../../local/environment";
import { clientToken, signIn } from "../../../local/check/signIn";
import type { ServiceKey } from "../../../local/serviceKeys";
import type { Checkout } from "./sharedOrg";

interface Outputs {
  readonly issuer: string;
  readonly clientIds: Readonly<Record<string, string>>;
}

/** Where the local stack sends a person back to. */
const REDIRECT = "http://localhost:3000/callback";

/** The access token of a person who signs in at a public client. @throws SignInRefused */
export async function personToken(stack: Checkout, client: string, person: string, scope: string): Promise<string> {
  const { issuer, clientIds } = (await stack.outputs()) as unknown as Outputs;
  const at: EnvironmentClient = { clientId: clientIds[client]!, type: "spa", redirectUris: [REDIRECT] };
  const login = `${person}@example.test`;
  return (await signIn({ issuer, client: at, login, scopes: scope.split(" ") })).access_token;
}

/** The access token of a service that signs with a key. @throws SignInRefused */
export async function serviceToken(stack: Checkout, client: string, key: ServiceKey, scope: string): Promise<string> {
  const { issuer, clientIds } = (await stack.outputs()) as unknown as Outputs;
  const at: EnvironmentClient = { clientId: clientIds[client]!, type: "service", privateJwk: key.privateJwk };
  return (await clientToken({ issuer, client: at, scopes: scope.split(" ") })).access_token;
}

/** The status of a call with a token. */
export async function statusOf(url: string, token?: string, method = "GET"): Promise<number> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (await fetch(url, { method, headers })).status;
}
