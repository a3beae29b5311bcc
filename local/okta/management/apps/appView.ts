/** An app as the API answers it, whatever its kind. Members, defaults and links are those of recorded answers. */
import { resourceName } from "../../admin/resources";
import { isObject } from "../../http/endpoint";
import type { App, Json } from "../../org/entities";
import { signOnPolicyOf } from "../../org/newSignOnPolicy";
import type { Org } from "../../org/Org";
import { times, link } from "../apiEndpoint";

export const APPS_PATH = "/api/v1/apps";

/** What an app's page in the dashboard is called, and the last part of its address, by the app's name. */
const PAGES: Readonly<Record<string, readonly [name: string, number: string]>> = {
  oidc_client: ["oidc_client_link", "aln177a159h7Zf52X0g8"],
  bookmark: ["login", "2557"],
  template_basic_auth: ["login", "2873"],
  template_sps: ["login", "2355"],
  template_swa: ["login", "2357"],
  template_swa3field: ["login", "3287"],
};

/** An app of one's own has a page of its own. */
function pageOf(name: string, id = ""): readonly [name: string, number: string] {
  return PAGES[name] ?? [`${name}_link`, `aln${id.slice(3)}`];
}

/** Kept as they come in, where they come in. */
const KEPT = ["name", "label", "signOnMode", "profile", "licensing"];

/** The parts of an app's body that are the same for every kind; `settings` besides those of its kind. */
export function storedApp(json: Json, hidden: boolean, credentials: Json, settings: Json): Json {
  const name = String(json["name"]);
  const given = part(json, "settings");
  return {
    ...Object.fromEntries(KEPT.filter((key) => json[key] !== undefined).map((key) => [key, json[key]])),
    accessibility: {
      selfService: false,
      errorRedirectUrl: null,
      loginRedirectUrl: null,
      ...part(json, "accessibility"),
    },
    visibility: {
      autoLaunch: false,
      autoSubmitToolbar: false,
      hide: { iOS: hidden, web: hidden },
      appLinks: { [pageOf(name)[0]]: true },
      ...part(json, "visibility"),
    },
    credentials,
    settings: {
      app: {},
      notifications: { vpn: { network: { connection: "DISABLED" }, message: null, helpUrl: null } },
      manualProvisioning: false,
      implicitAssignment: false,
      emOptInStatus: "NONE",
      ...given,
      notes: { admin: null, enduser: null, ...part(given, "notes") },
      ...settings,
    },
  };
}

/** What an org with that feature says of an app that nobody has set up for it. Source: recorded answers. */
function universalLogout(org: Org, app: App): Json | null {
  if (!org.features.universalLogout) return null;
  // Templates and automatic logins speak no protocol by which Okta could end a session.
  if (!app.isOidc && app.body["signOnMode"] !== "SAML_2_0") return { status: "UNSUPPORTED" };
  return {
    status: "DISABLED",
    supportType: "FULL",
    identityStack: "NOT_SHARED",
    protocol: "GLOBAL_TOKEN_REVOCATION",
  };
}

/** The secret is answered by what makes or replaces the app, and by nothing else. */
export function showApp(org: Org, app: App, secret?: string): Json {
  const { credentials, ...body } = app.body as Record<string, Json>;
  const isSaml = app.body["signOnMode"] === "SAML_2_0";
  return {
    id: app.id,
    orn: resourceName(org, { kind: "app", id: app.id }),
    status: app.status,
    ...times(app),
    universalLogout: universalLogout(org, app),
    features: [],
    ...body,
    credentials: app.isOidc
      ? oidcCredentials(org, app, credentials!, secret)
      : { ...credentials, signing: isSaml ? { kid: org.keys.active.kid } : {} },
    _links: links(org, app),
  };
}

function oidcCredentials(org: Org, app: App, credentials: Json, secret: string | undefined): Json {
  const oauthClient = { ...(credentials["oauthClient"] as Json), client_id: app.clientId };
  return {
    ...credentials,
    oauthClient: secret === undefined ? oauthClient : { ...oauthClient, client_secret: secret },
    signing: { kid: org.keys.active.kid },
  };
}

function links(org: Org, app: App): Json {
  const path = `${APPS_PATH}/${app.id}`;
  const [page, number] = pageOf(app.name, app.id);
  const verb = app.status === "ACTIVE" ? "deactivate" : "activate";
  const at = (end: string) => ({ href: org.url + path + end });
  const keys = app.authMethod.startsWith("client_secret")
    ? "secrets"
    : app.authMethod === "private_key_jwt"
      ? "jwks"
      : undefined;
  return {
    uploadLogo: link(org, `${path}/logo`, "POST"),
    appLinks: [{ name: page, href: `${org.url}/home/${app.name}/${app.id}/${number}`, type: "text/html" }],
    ...(app.body["signOnMode"] === "SAML_2_0" && {
      help: { href: `${org.url}/app/${app.name}/${app.id}/setup/help/SAML_2_0/instructions`, type: "text/html" },
      metadata: { ...at("/sso/saml/metadata"), type: "application/xml" },
    }),
    profileEnrollment: { href: `${org.url}/api/v1/policies/${org.profileEnrollmentPolicyId}` },
    policies: link(org, `${path}/policies`, "PUT"),
    groups: at("/groups"),
    users: at("/users"),
    ...(keys === undefined ? {} : { clientCredentials: [{ name: keys, ...at(`/credentials/${keys}`) }] }),
    accessPolicy: { href: `${org.url}/api/v1/policies/${signOnPolicyOf(org, app)?.id}` },
    [verb]: at(`/lifecycle/${verb}`),
  };
}

export function part(of: Json, name: string): Json {
  const value = of[name];
  return isObject(value) ? value : {};
}
