/**
 * Apps that somebody makes up and that hold no client: SAML and automatic logins. Nobody signs in by them here; they can be
 * assigned and have sign-on policies, keys and metadata, for programs that manage all apps of an org.
 */
import type { Fields } from "../../http/fields";
import type { App, Json } from "../../org/entities";
import type { Org } from "../../org/Org";
import { part, storedApp } from "./appView";
import { readFormCredentials } from "./templateApp";

export const SAML = "SAML_2_0";
const AUTO_LOGIN = "AUTO_LOGIN";

/** The first part of the names of an org's own apps; in Okta it is the org's name. */
const ORG_NAME = "local";

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
  const name = self?.name ?? newName(org, label);
  const signOn = fields.within("settings").within("signOn");
  const given = part(part(json, "settings"), "signOn");
  const isSaml = json["signOnMode"] === SAML;
  for (const field of isSaml ? SAML_REQUIRED : ["loginUrl"]) signOn.text(field, 1024);
  const credentials = fields.within("credentials");
  const stored = isSaml
    ? { userNameTemplate: { ...USER_NAME, ...credentials.object("userNameTemplate") } }
    : readFormCredentials(credentials);
  fields.check();
  const settings = { emOptInStatus: "NONE", signOn: isSaml ? samlSettings(given) : { redirectUrl: null, ...given } };
  const body = { universalLogout: UNIVERSAL_LOGOUT, ...storedApp({ ...json, name }, false, stored, settings) };
  return { name, label, body };
}

/** `local_mylabel_1`, as Okta names them; the number tells apart what would have one name. */
function newName(org: Org, label: string): string {
  const names = new Set([...org.apps.values()].map(({ name }) => name));
  const start = `${ORG_NAME}_${label.toLowerCase().replace(/[^a-z0-9]/g, "")}_`;
  for (let number = 1; ; number += 1) if (!names.has(start + number)) return start + number;
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

/** What an org of today says of an app that nobody has set up for it. Source: recorded answers. */
export const UNIVERSAL_LOGOUT = {
  status: "DISABLED",
  supportType: "FULL",
  identityStack: "NOT_SHARED",
  protocol: "GLOBAL_TOKEN_REVOCATION",
};
