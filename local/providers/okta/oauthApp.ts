/** `okta:app/oAuth:OAuth`: client applications. */
import { at, textAt, type Body } from "../httpClient";
import { flag, json, list, object, set, text, whole } from "../properties";
import type { Live, ResourceType } from "../resourceType";
import type { Values } from "../values";
import { bindPolicy, policyOfApp } from "./appSignonPolicy";
import { appBody, appLive } from "./oauthAppBody";
import { oauthAppRules } from "./oauthAppRules";
import { seg, setStatus, type OktaClient } from "./oktaClient";

const APPS = "/api/v1/apps";

export const oauthApp: ResourceType<OktaClient> = {
  token: "okta:app/oAuth:OAuth",
  inputs: {
    adminNote: text(),
    authenticationPolicy: text({ assigned: true }),
    autoKeyRotation: flag({ default: true }),
    backchannelCustomAuthenticatorId: text(),
    clientBasicSecret: text(),
    clientId: text({ replace: true, assigned: true }),
    clientUri: text(),
    consentMethod: text({ oneOf: ["TRUSTED", "REQUIRED"], default: "TRUSTED" }),
    enduserNote: text(),
    grantTypes: set(text()),
    hideIos: flag({ default: true }),
    hideWeb: flag({ default: true }),
    implicitAssignment: flag({ whenAbsent: false }),
    issuerMode: text({ oneOf: ["ORG_URL", "CUSTOM_URL", "DYNAMIC"], default: "ORG_URL" }),
    jwks: list(
      object({
        kid: text({ required: true }),
        kty: text({ required: true }),
        e: text(),
        n: text(),
        x: text(),
        y: text(),
      }),
    ),
    jwksUri: text(),
    label: text({ required: true }),
    loginMode: text({ oneOf: ["DISABLED", "SPEC", "OKTA"], default: "DISABLED" }),
    loginScopes: set(text()),
    loginUri: text(),
    logoUri: text(),
    // The secret is told once: it is there again with a new application only.
    omitSecret: flag({ replaceFrom: true }),
    pkceRequired: flag({ assigned: true }),
    policyUri: text(),
    profile: json(),
    postLogoutRedirectUris: list(text()),
    redirectUris: list(text()),
    refreshTokenLeeway: whole({ assigned: true }),
    refreshTokenRotation: text({ oneOf: ["STATIC", "ROTATE"], assigned: true }),
    responseTypes: set(text(), { assigned: true }),
    skipAuthenticationPolicy: flag({ default: false }),
    status: text({ oneOf: ["ACTIVE", "INACTIVE"], default: "ACTIVE" }),
    tokenEndpointAuthMethod: text({
      oneOf: ["none", "client_secret_post", "client_secret_basic", "client_secret_jwt", "private_key_jwt"],
      default: "client_secret_basic",
    }),
    tosUri: text(),
    type: text({ required: true, replace: true, oneOf: ["web", "native", "browser", "service"] }),
    wildcardRedirect: text({ oneOf: ["DISABLED", "SUBDOMAIN"], default: "DISABLED" }),
  },
  outputs: ["clientSecret", "logoUrl", "name", "signOnMode"],
  secretOutputs: ["clientSecret", "clientBasicSecret"],
  rules: oauthAppRules,
  async create(client, inputs) {
    const created = await client.send("POST", `${APPS}?activate=${inputs["status"] === "ACTIVE"}`, appBody(inputs));
    const secret = inputs["omitSecret"] === true ? null : at(created, "credentials.oauthClient.client_secret");
    return { id: textAt(created, "id"), live: { ...liveOf(created, inputs), clientSecret: secret } };
  },
  async settle(client, id, inputs, made) {
    const policy = inputs["authenticationPolicy"];
    if (typeof policy !== "string" || inputs["skipAuthenticationPolicy"] === true) return made;
    await bindPolicy(client, id, policy);
    return { ...made, authenticationPolicy: policy };
  },
  unsettled: "kept",
  /** The real provider does not take an application for gone that was deleted by hand: it ends in this error. */
  async read(client, id, known) {
    const found = await client.find(`${APPS}/${seg(id)}`);
    if (found === undefined) throw new Error("failed to get OAuth application: 404 Not Found");
    return liveOf(found, known);
  },
  async update(client, id, news) {
    const updated = await client.send("PUT", `${APPS}/${seg(id)}`, appBody(news));
    await setStatus(client, `${APPS}/${seg(id)}`, at(updated, "status"), news["status"]);
    if (news["skipAuthenticationPolicy"] === true) return liveOf(updated, news);
    const policy = await rebindPolicy(client, updated, news);
    return { ...appLive(updated), authenticationPolicy: policy };
  },
  async delete(client, id) {
    const found = await client.find(`${APPS}/${seg(id)}`);
    if (found === undefined) return;
    await setStatus(client, `${APPS}/${seg(id)}`, at(found, "status"), "INACTIVE");
    await client.remove(`${APPS}/${seg(id)}`);
  },
};

/** With `skipAuthenticationPolicy` the policy is neither set nor read. */
function liveOf(app: Body, { skipAuthenticationPolicy }: Values): Live {
  return skipAuthenticationPolicy === true ? appLive(app) : { ...appLive(app), authenticationPolicy: policyOfApp(app) };
}

/** Where the program names no policy, the one that the application has is as it should be: the provider computes it. */
async function rebindPolicy(client: OktaClient, app: Body, news: Values): Promise<string | null> {
  const current = policyOfApp(app);
  const wanted = news["authenticationPolicy"];
  if (typeof wanted !== "string" || wanted === current) return current;
  await bindPolicy(client, textAt(app, "id"), wanted);
  return wanted;
}
