/** The key with which a SAML app would sign, and the document that tells others of the app. Nothing is signed here. */
import { html } from "hono/html";
import { createHash } from "node:crypto";
import { newSelfSigned } from "../../../certificate";
import { notModelled } from "../../errors/apiErrors";
import { ok } from "../../http/endpoint";
import type { App, Json } from "../../org/entities";
import type { Org } from "../../org/Org";
import { publicKey } from "../../org/signingKeys";
import { rows, time, type ApiCall } from "../apiEndpoint";
import { APP_PATH, appOf } from "./apps";
import { part } from "./appView";
import { SAML } from "./ownApp";

export const samlKeys = rows(
  "okta.apps",
  {
    method: "GET",
    path: `${APP_PATH}/credentials/keys`,
    operation: "listApplicationKeys",
    handle: async (call) => ok([await keyOf(call.org, samlAppOf(call, "Application credentials: keys"))]),
  },
  {
    method: "GET",
    path: `${APP_PATH}/sso/saml/metadata`,
    operation: "previewSAMLmetadataForApplication",
    handle: metadata,
  },
);

/** @throws ApiError 501 for an app of another kind, whose keys are not modelled. */
function samlAppOf(call: ApiCall, what: string): App {
  const app = appOf(call);
  if (app.body["signOnMode"] !== SAML) throw notModelled(what);
  return app;
}

const YEARS = 10;

/** One key for all apps of the org, with a certificate of its own for each, which stays the same. */
function keyOf(org: Org, app: App): Promise<Json> {
  const known = keys.get(app) ?? newKey(org, app);
  keys.set(app, known);
  return known;
}

const keys = new WeakMap<App, Promise<Json>>();

async function newKey(org: Org, app: App): Promise<Json> {
  const { active } = org.keys;
  const { kty, kid, use, e, n } = await publicKey(active);
  const end = new Date(app.created);
  end.setUTCFullYear(end.getUTCFullYear() + YEARS);
  const certificate = newSelfSigned(await active.pair, "Local Okta", app.created, end.getTime());
  const thumbprint = createHash("sha256").update(certificate).digest("base64url");
  return {
    kty,
    created: time(app.created),
    lastUpdated: time(app.created),
    expiresAt: time(end.getTime()),
    kid,
    use,
    x5c: [certificate.toString("base64")],
    "x5t#S256": thumbprint,
    e,
    n,
  };
}

const EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";

/** An email address always, and the app's own; "unspecified" stands first. Source: recorded answers. */
function nameFormats(own: string): readonly string[] {
  if (own === EMAIL_FORMAT) return [own];
  return own.endsWith(":unspecified") ? [own, EMAIL_FORMAT] : [EMAIL_FORMAT, own];
}

async function metadata(call: ApiCall) {
  const app = samlAppOf(call, "Applications: sso");
  const { x5c } = (await keyOf(call.org, app)) as { x5c: string[] };
  const key = `exk${app.id.slice(3)}`;
  const { signOn } = app.body["settings"] as { signOn: Json };
  const formats = nameFormats(String(signOn["subjectNameIdFormat"]))
    .map((format) => `<md:NameIDFormat>${html`${format}`}</md:NameIDFormat>`)
    .join("");
  // As Okta writes it: the certificate in lines, and logouts only where the app takes part in them.
  const certificate = x5c[0]!.replace(/.{76}(?=.)/g, "$&\n");
  const service = (name: string, verb: string, binding: string) =>
    `<md:${name} Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${html`${call.org.url}/app/${app.name}/${key}/${verb}/saml`}"/>`;
  const services = (name: string, verb: string) =>
    ["HTTP-POST", "HTTP-Redirect"].map((binding) => service(name, verb, binding)).join("");
  const xml =
    `<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor entityID="http://www.okta.com/${key}" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">` +
    `<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">` +
    `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>` +
    (part(signOn, "slo")["enabled"] === true ? services("SingleLogoutService", "slo") : "") +
    formats +
    services("SingleSignOnService", "sso") +
    `</md:IDPSSODescriptor></md:EntityDescriptor>`;
  return { status: 200, xml };
}
