/**
 * Apps that somebody makes up and that hold no client: SAML and automatic logins. Nobody signs in by them here; they can be
 * assigned and have sign-on policies, keys and metadata, for programs that manage all apps of an org.
 */
import { ApiError } from "../../errors/apiErrors";
import type { Fields } from "../../http/fields";
import type { App, Json } from "../../org/entities";
import type { Org } from "../../org/Org";
import { part, storedApp } from "./appView";
import { readFormCredentials } from "./templateApp";

export const SAML = "SAML_2_0";
const AUTO_LOGIN = "AUTO_LOGIN";

/** Whether the request is for such an app. One from Okta's catalogue has a name that the program gives. */
export function isOwnApp(json: Json, self: App | undefined): boolean {
  // An app keeps its kind: an OpenID Connect app is no SAML app because somebody says so.
  const isOwn =
    self === undefined
      ? json["name"] === undefined
      : json["signOnMode"] === self.body["signOnMode"] && [undefined, self.name].includes(json["name"] as string);
  return isOwn && [SAML, AUTO_LOGIN].includes(String(json["signOnMode"]));
}

/** @throws ApiError E0000001 that lists everything that is wrong. */
export function readOwnApp(org: Org, fields: Fields, json: Json, self: App | undefined) {
  const label = fields.text("label", 100);
  const signOn = fields.within("settings").within("signOn");
  const given = part(part(json, "settings"), "signOn");
  const isSaml = json["signOnMode"] === SAML;
  for (const field of isSaml ? SAML_REQUIRED : ["loginUrl"]) signOn.text(field, 1024);
  const credentials = fields.within("credentials");
  const stored = isSaml
    ? { userNameTemplate: { ...USER_NAME, ...credentials.object("userNameTemplate") } }
    : readFormCredentials(credentials);
  fields.check();
  if (self?.status === "INACTIVE") throw inactive();
  const name = self?.name ?? newName(org, label);
  const settings = { signOn: isSaml ? samlSettings(given) : { redirectUrl: null, ...given } };
  return { name, label, body: storedApp({ ...json, name }, false, stored, settings) };
}

/** Source: a recorded answer for an automatic login; that SAML apps are refused as well is reasoned. */
function inactive(): ApiError {
  return new ApiError("E0000024", "", ["This operation on app metadata is not yet supported: No active instances."]);
}

/** `local_mylabel_1`, as Okta names them; the number goes on where an app was deleted. */
function newName(org: Org, label: string): string {
  const start = `${org.name}_${label.toLowerCase().replace(/[^a-z0-9]/g, "")}_`;
  const number = (org.ownAppNames.get(start) ?? 0) + 1;
  org.ownAppNames.set(start, number);
  return start + number;
}

const USER_NAME = { template: "${source.login}", type: "BUILT_IN" };

const SAML_REQUIRED = ["ssoAcsUrl", "audience", "recipient", "destination", "subjectNameIdTemplate"];

/** What Okta fills in. Source: recorded answers. */
const SAML_SETTINGS = {
  defaultRelayState: null,
  ssoAcsUrl: "",
  idpIssuer: "http://www.okta.com/${org.externalKey}",
  audience: "",
  recipient: "",
  destination: "",
  subjectNameIdTemplate: "",
  subjectNameIdFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
  responseSigned: true,
  assertionSigned: true,
  signatureAlgorithm: "RSA_SHA256",
  digestAlgorithm: "SHA256",
  honorForceAuthn: true,
  authnContextClassRef: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
  spIssuer: null,
  requestCompressed: false,
  attributeStatements: [],
  inlineHooks: [],
  assertionEncryption: { enabled: false },
  allowMultipleAcsEndpoints: false,
  acsEndpoints: [],
  samlSignedRequestEnabled: false,
  slo: { enabled: false },
};

/** `…Override` settings are for apps of Okta's catalogue; an app of one's own does not keep them. */
function samlSettings(given: Json): Json {
  const own = Object.entries(given).filter(([name, value]) => !name.endsWith("Override") && value !== "");
  const issuer = part(given, "slo")["issuer"] ?? null;
  return { ...SAML_SETTINGS, spIssuer: issuer, ...Object.fromEntries(own) };
}
