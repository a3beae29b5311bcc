/** Whether the org takes the private key of the service application that deploys, and what it lets it do. */
import { createPrivateKey, type KeyObject, type webcrypto } from "node:crypto";
import { compare, printable } from "../../model/findings";
import { OktaApi } from "../org/oktaApi";
import { textAt } from "../org/json";
import { UsageError } from "../io";
import { error, ok, warning, type Check } from "./check";
import type { Needs } from "./needs";

type Settings = Readonly<Record<string, unknown>>;
type Environment = Readonly<Record<string, string | undefined>>;

const KEY = "private key";

/** A service application, with its key: never printed. */
export interface ServiceApp {
  readonly clientId: string;
  readonly keyId: string;
  readonly key: KeyObject;
}

/** What was found, and a token for what comes next; undefined where there is none. */
export interface Tried {
  readonly checks: readonly Check[];
  readonly accessToken?: string;
}

/**
 * The service application of the stack's settings with the key in `OKTA_API_PRIVATE_KEY`, by the names that the provider has
 * for its own environment. Undefined where no key is given; a line that says why where it is of no use.
 */
export function serviceAppOf(settings: Settings, environment: Environment): ServiceApp | Check | undefined {
  const { OKTA_API_PRIVATE_KEY: text } = environment;
  if (!text) return undefined;
  const clientId = settings["okta:clientId"] ?? environment["OKTA_API_CLIENT_ID"];
  const keyId = settings["okta:privateKeyId"] ?? environment["OKTA_API_PRIVATE_KEY_ID"];
  if (typeof clientId !== "string" || clientId === "" || typeof keyId !== "string" || keyId === "")
    return error(
      KEY,
      "`OKTA_API_PRIVATE_KEY` is given, and not whose it is: set `okta:clientId` and `okta:privateKeyId`",
    );
  let key: KeyObject;
  try {
    // In a variable a line's end is often written as two characters.
    key = createPrivateKey(text.replaceAll("\\n", "\n"));
  } catch {
    return error(KEY, "`OKTA_API_PRIVATE_KEY` is no private key in PEM, as the Okta provider takes it");
  }
  if (key.asymmetricKeyType !== "rsa")
    return warning(KEY, "not tried: it is no RSA key, and no other is signed with here");
  return { clientId, keyId, key };
}

/** Asks for a token with all that the stack needs, and says what is refused. */
export async function serviceAppChecks(
  orgUrl: string,
  app: ServiceApp,
  needs: Pick<Needs, "scopes" | "roles">,
  ask: typeof fetch = fetch,
): Promise<Tried> {
  const mint = (scopes: readonly string[]) => tokenFor(orgUrl, app, scopes, ask);
  const { scopes } = needs;
  if (scopes.length === 0) return { checks: [warning(KEY, "not tried: the stack needs no scope of Okta's")] };
  let answer = await mint(scopes);
  // Of several scopes Okta may refuse all for one that is not granted: each is asked for on its own.
  if (answer.kind === "scopes") {
    const granted: string[] = [];
    for (const scope of scopes) if ((await mint([scope])).kind === "token") granted.push(scope);
    if (granted.length > 0) answer = await mint(granted);
  }
  if (answer.kind === "refused") return { checks: [answer.check] };
  const held = answer.kind === "token" ? answer.scopes : [];
  const missing = scopes.filter((scope) => !held.includes(scope)).sort(compare);
  const taken = ok(KEY, "the org takes it");
  const granted =
    missing.length === 0
      ? ok("granted scopes", "the service application has all that the stack needs")
      : error(
          "granted scopes",
          `the org does not give the service application ${quoted(missing)}: grant them to it, under "Okta API Scopes"`,
        );
  if (answer.kind !== "token") return { checks: [taken, granted] };
  const roles = await roleCheck(orgUrl, app, needs, held.includes("okta.roles.manage") ? answer : await mint([ROLES]));
  return { checks: [taken, granted, roles], accessToken: answer.accessToken };
}

const ROLES = "okta.roles.read";

/** All of them: each is to be granted. */
const quoted = (all: readonly string[]) => all.map((name) => `\`${printable(name)}\``).join(", ");

/** The roles of the application itself; a token that may not see them leaves it open. */
async function roleCheck(orgUrl: string, app: ServiceApp, { roles }: Pick<Needs, "roles">, answer: Answer) {
  const check = "admin roles";
  const needed = `the stack needs ${quoted(roles)}`;
  if (answer.kind !== "token" || !answer.scopes.some((scope) => scope === ROLES || scope === "okta.roles.manage"))
    return warning(check, `not looked at, which takes \`${ROLES}\`: ${needed}`);
  const api = new OktaApi(orgUrl, `Bearer ${answer.accessToken}`, undefined, `see roles (\`${ROLES}\`)`);
  let held: string[];
  try {
    const found = await api.list(`/oauth2/v1/clients/${encodeURIComponent(app.clientId)}/roles`, 1);
    held = found.flatMap((role) => textAt(role, "type") ?? []);
  } catch (failure) {
    if (!(failure instanceof UsageError)) throw failure;
    return warning(check, `not looked at: ${failure.message}`);
  }
  const missing = held.includes("SUPER_ADMIN")
    ? []
    : roles.filter((role) => !held.includes(role) && !(role === "READ_ONLY_ADMIN" && held.includes("ORG_ADMIN")));
  if (missing.length === 0) return ok(check, "the service application has what the stack needs");
  const has = held.length === 0 ? "none" : quoted(held);
  if (held.includes("CUSTOM"))
    return warning(check, `${needed}; whether the custom role of the service application has as much is not looked at`);
  return error(check, `${needed}, and the service application has ${has}: assign ${quoted(missing)} to it`);
}

type Answer =
  | { readonly kind: "token"; readonly accessToken: string; readonly scopes: readonly string[] }
  /** The key is taken, and none of the scopes given. */
  | { readonly kind: "scopes" }
  | { readonly kind: "refused"; readonly check: Check };

/** Errors of OAuth that speak of scopes, after Okta has taken the key. Source: RFC 6749 section 5.2; Okta's OAuth reference. */
const OF_SCOPES: ReadonlySet<unknown> = new Set(["invalid_scope", "consent_required", "access_denied"]);

async function tokenFor(
  orgUrl: string,
  { clientId, keyId, key }: ServiceApp,
  scopes: readonly string[],
  ask: typeof fetch,
): Promise<Answer> {
  const oauth = await import("oauth4webapi");
  const { origin } = new URL(orgUrl);
  const server = { issuer: origin, token_endpoint: `${origin}/oauth2/v1/token` };
  const client = { client_id: clientId };
  const authentication = oauth.PrivateKeyJwt(
    { key: await signingKey(key), kid: keyId },
    // Okta takes an assertion for the very address to which it is sent.
    { [oauth.modifyAssertion]: (_, claims) => void (claims["aud"] = server.token_endpoint) },
  );
  const options = {
    [oauth.customFetch]: ask,
    [oauth.allowInsecureRequests]: origin.startsWith("http:"),
    signal: AbortSignal.timeout(10_000),
  };
  const refused = (check: Check): Answer => ({ kind: "refused", check });
  const form = { scope: scopes.join(" ") };
  const response = await oauth
    .clientCredentialsGrantRequest(server, client, authentication, form, options)
    .catch(() => undefined);
  if (response === undefined) return refused(warning(KEY, "not tried: the org's token endpoint does not answer"));
  let failure: unknown;
  try {
    const { access_token: accessToken, scope } = await oauth.processClientCredentialsResponse(server, client, response);
    return { kind: "token", accessToken, scopes: scope?.split(" ") ?? [] };
  } catch (thrown) {
    failure = thrown;
  }
  const { error: code, error_description: description } = failure instanceof oauth.ResponseBodyError ? failure : {};
  if (OF_SCOPES.has(code)) return { kind: "scopes" };
  const words = typeof description === "string" ? `: ${printable(description)}` : "";
  if (code === "invalid_dpop_proof" || code === "use_dpop_nonce")
    return refused(
      warning(KEY, "not tried: the service application asks for proofs of possession (DPoP), which are not made here"),
    );
  if (response.status === 400 || response.status === 401)
    return refused(
      error(
        KEY,
        `the org does not take it for \`${clientId}\` and the key \`${keyId}\` (${response.status}${words}): look at the public keys of the service application`,
      ),
    );
  return refused(warning(KEY, `not tried: the org's token endpoint answers with ${response.status}`));
}

function signingKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const der = key.export({ type: "pkcs8", format: "der" });
  return crypto.subtle.importKey("pkcs8", der, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, false, ["sign"]);
}
