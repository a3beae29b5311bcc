/** The stack file of an adopted server: where the org is, and what its applications have of addresses and keys. */
import { stringify } from "yaml";
import type { Adopted, Snapshot, SnapshotApp } from "../../model/adopt";
import { CLIENT_TYPES } from "../../model/okta";

/** The settings, as a stack file holds them. */
export type StackSettings = Readonly<Record<string, unknown>>;

const NAMESPACE = "okta-api-access";

/** What the settings hang on beside the server. */
export interface SettingsOptions {
  /** Whether the names that `up` gives carry the stack's. */
  readonly carryStack: boolean;
  /** The domain by which clients call the org, where the user has said so. */
  readonly orgDomain?: string;
}

export function settingsOf(snapshot: Snapshot, adopted: Adopted, options: SettingsOptions): StackSettings {
  const apps = new Map(snapshot.apps.map((app) => [adopted.clientKeys.get(app.clientId), app]));
  const clients = [...adopted.access.clients.values()].flatMap((client) => {
    const app = apps.get(client.key);
    // A service that proves itself with a secret has neither addresses nor keys.
    const hasNothing = client.type === "service" && client.auth === "client_secret";
    return app === undefined || hasNothing
      ? []
      : [[client.key, clientSettings(app, CLIENT_TYPES[client.type].hasUsers)] as const];
  });
  return {
    ...providerOf(snapshot),
    "pulumi:disable-default-providers": ["*"],
    [`${NAMESPACE}:namesCarryStack`]: options.carryStack,
    // Whoever has made the trusted origins keeps them.
    [`${NAMESPACE}:trustedOrigins`]: "leave",
    ...issuerSettings(snapshot, options.orgDomain),
    ...(hasLoopback(snapshot.apps) ? { [`${NAMESPACE}:loopbackRedirects`]: true } : {}),
    [`${NAMESPACE}:clients`]: Object.fromEntries(clients),
  };
}

/** Whose address the issuer has, and which that is: the provider, gateways and links go by it. */
function issuerSettings({ source, server }: Snapshot, orgDomain: string | undefined): StackSettings {
  const isOrgs = server.issuerMode === "ORG_URL";
  const domain = orgDomain ?? (isOrgs ? undefined : domainOf(server.issuer ?? source));
  return {
    ...(isOrgs ? {} : { [`${NAMESPACE}:issuerMode`]: server.issuerMode }),
    ...(domain === undefined ? {} : { [`${NAMESPACE}:orgDomain`]: domain }),
  };
}

/** A local Okta has `localhost` for a domain of its own. */
function domainOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, host, port } = new URL(address);
  return protocol === "http:" && hostname !== "localhost" ? `localhost:${port}` : host;
}

/** What is asked of a person where tokens name the address by which Okta was called; undefined: nothing has to be. */
export function domainToConfirm({ server }: Snapshot, settings: StackSettings): string | undefined {
  const domain = settings[`${NAMESPACE}:orgDomain`];
  return server.issuerMode === "DYNAMIC" && typeof domain === "string" ? domain : undefined;
}

/** `https://example.okta.com` as the provider names it; a local Okta by its address. A state tells it by the server's issuer. */
function providerOf({ source, server: { issuerMode, issuer } }: Snapshot): StackSettings {
  const known = URL.canParse(source) ? source : issuerMode === "ORG_URL" ? issuer : undefined;
  const url = known !== undefined && URL.canParse(known) ? new URL(known) : undefined;
  if (url === undefined) return { "okta:orgName": "example" };
  if (url.protocol === "http:") return { "okta:httpProxy": url.origin };
  const [orgName = "", ...domain] = url.hostname.split(".");
  const baseUrl = domain.join(".");
  return { "okta:orgName": orgName, ...(baseUrl === "okta.com" ? {} : { "okta:baseUrl": baseUrl }) };
}

function hasLoopback(apps: readonly SnapshotApp[]): boolean {
  const uris = apps.flatMap(({ redirectUris, postLogoutRedirectUris }) => [...redirectUris, ...postLogoutRedirectUris]);
  return uris.some((uri) => /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(uri));
}

function clientSettings(app: SnapshotApp, hasUsers: boolean): object {
  if (hasUsers) {
    const { redirectUris, postLogoutRedirectUris, backchannelAuthenticatorId } = app;
    return {
      redirectUris,
      ...(postLogoutRedirectUris.length === 0 ? {} : { postLogoutRedirectUris }),
      ...(backchannelAuthenticatorId === undefined ? {} : { backchannelAuthenticatorId }),
    };
  }
  if (app.jwksUri !== undefined) return { jwksUri: app.jwksUri };
  return { jwks: app.jwks.map(({ kty, kid, n, e }) => ({ kty, kid, n, e })) };
}

/** The text of the file. */
export function stackFile(settings: StackSettings): string {
  const intro = [
    "# Written by `access adopt`. Credentials of Okta are not in it: `pulumi config set --secret okta:privateKey`, or the",
    "# environment of the provider.",
  ];
  return `${intro.join("\n")}\n${stringify({ config: settings })}`;
}
