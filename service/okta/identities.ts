/** The clients as which a function acts, and where Okta is: read from its environment once; a mistake stops the cold start. */
import * as z from "zod";
import { type Environment, isSecureUrl, required, VARIABLES } from "../../guard";
import { keyIdOf, kmsSigner } from "../aws/kmsSigner";
import { createTokenSource } from "./accessToken";
import { type AssertingClient, oauthClientOf } from "./oauthClient";
import { createOktaApi, type OktaApi } from "./oktaApi";
import type { Send } from "./send";

const identitySchema = z.strictObject({
  /** The client's key in the access file. */
  client: z.string().min(1),
  clientId: z.string().min(1),
  keyArn: z.string().regex(/^arn:aws[a-z-]*:kms:/),
  oktaApiScopes: z.array(z.string()),
  /** Okta's grant type strings. */
  grants: z.array(z.string()),
  scopes: z.array(z.string()),
  /** The groups over whose members its role holds. */
  groupIds: z.array(z.string()),
});

/** One client as which the function acts. */
export type Identity = z.infer<typeof identitySchema>;

/** All that the environment says of Okta. */
export interface OktaSettings {
  /** Without a slash at the end. */
  readonly orgUrl: string;
  readonly identities: readonly Identity[];
}

/** `ORG_URL` and `IDENTITIES` (JSON). Neither is a secret. `http:` only with `ALLOW_INSECURE_ISSUER`, and on this machine. */
export function readOktaSettings(environment: Environment): OktaSettings {
  const orgUrl = required(environment, VARIABLES.orgUrl).replace(/\/+$/, "");
  const allowInsecure = environment[VARIABLES.allowInsecureIssuer] === "true";
  if (!URL.canParse(orgUrl) || !isSecureUrl(new URL(orgUrl), allowInsecure))
    throw new Error("`ORG_URL` must be an https address");
  const parsed = z.array(identitySchema).safeParse(jsonOf(required(environment, VARIABLES.identities)));
  if (!parsed.success) throw new Error("`IDENTITIES` must be a list of clients in JSON");
  return { orgUrl, identities: parsed.data };
}

/** The one client with grants on Okta's own API. */
export function oktaIdentity({ identities }: OktaSettings): Identity {
  const found = identities.filter(({ oktaApiScopes }) => oktaApiScopes.length > 0);
  if (found.length !== 1) throw new Error("`IDENTITIES` must have one client with `oktaApiScopes`");
  return found[0]!;
}

/** The client with its key, which signs where it is kept. */
export function clientOf({ clientId, keyArn }: Identity, environment: Environment): AssertingClient {
  return { clientId, keyId: keyIdOf(keyArn), sign: kmsSigner(keyArn, environment) };
}

/** Okta's API, as the one client with grants on it. */
export function oktaApiOf(settings: OktaSettings, send: Send, environment: Environment, now: () => number): OktaApi {
  const { orgUrl } = settings;
  const identity = oktaIdentity(settings);
  const oauth = oauthClientOf({ client: clientOf(identity, environment), issuer: orgUrl, send, now });
  const tokens = createTokenSource({ oauth, scopes: identity.oktaApiScopes, now });
  return createOktaApi({ orgUrl, tokens, send });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
