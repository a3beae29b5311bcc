/** The claims of a custom authorization server. */
import { notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { page } from "../../http/page";
import type { AuthServer, Claim, Json } from "../../org/entities";
import { fieldsOf, pageOf, rows, type ApiCall, selfLink } from "../apiEndpoint";
import { SERVERS_PATH, serverOf, touch } from "./authorizationServers";

const CLAIMS = `${SERVERS_PATH}/{authServerId}/claims`;
const ONE = `${CLAIMS}/{claimId}`;

export const claims = rows(
  "okta.authorizationServers",
  { method: "GET", path: CLAIMS, operation: "listOAuth2Claims", handle: list },
  { method: "POST", path: CLAIMS, operation: "createOAuth2Claim", handle: create },
  {
    method: "GET",
    path: ONE,
    operation: "getOAuth2Claim",
    handle: (call) => ok(show(call, claimOf(call, serverOf(call)))),
  },
  { method: "PUT", path: ONE, operation: "replaceOAuth2Claim", handle: replace },
  { method: "DELETE", path: ONE, operation: "deleteOAuth2Claim", handle: remove },
);

/**
 * Names that Okta keeps for itself, by token. Source: Okta's support article on reserved claim names. `groups` in an access
 * token stands in that list as well, but Okta's own guide makes a claim of that name, so it is allowed here.
 */
const RESERVED: Readonly<Record<Claim["claimType"], ReadonlySet<string>>> = {
  RESOURCE: new Set("iss jti token_type ver acr amr as_uri cid rpt rsi uid username".split(" ")),
  IDENTITY: new Set(
    `iss jti token_type ver active aid aud app_id app_type at_hash auth_time client_id client_ip client_req_id client_type
    client_user_agent cnf c_hash device_compliance device_id device_known device_managed device_name device_trust did dst
    group hotk idp idp_iss mac_key may_act nonce oid okta_emailVerified okta_lastUpdated orig permissions purpose
    pwd_exp_days pwd_exp_time rid role scope scopes sid sub term user_ip`.split(/\s+/),
  ),
};

function claimOf(call: ApiCall, server: AuthServer): Claim {
  const id = call.params["claimId"]!;
  const claim = server.claims.get(id);
  if (claim === undefined) throw notFound(id, "OAuth2Claim");
  return claim;
}

function list(call: ApiCall) {
  return page(pageOf(call), [...serverOf(call).claims.values()], (claim) => show(call, claim));
}

function create(call: ApiCall) {
  const server = serverOf(call);
  const claim: Claim = { id: call.org.newId("claim"), system: false, ...settings(server, fieldsOf(call)) };
  server.claims.set(claim.id, claim);
  touch(call.org, server);
  return ok(show(call, claim), 201);
}

function replace(call: ApiCall) {
  const server = serverOf(call);
  const claim = claimOf(call, server);
  Object.assign(claim, claim.system ? systemSettings(claim, fieldsOf(call)) : settings(server, fieldsOf(call), claim));
  touch(call.org, server);
  return ok(show(call, claim));
}

function remove(call: ApiCall) {
  const server = serverOf(call);
  const claim = claimOf(call, server);
  if (claim.system) throw validationFailed("claimId", "A system claim cannot be deleted");
  server.claims.delete(claim.id);
  touch(call.org, server);
  return noContent;
}

/** Of Okta's own claims only two things can be changed: whether they are always included, and what `sub` says. */
function systemSettings(claim: Claim, fields: Fields) {
  const alwaysIncludeInToken = fields.flag("alwaysIncludeInToken", claim.alwaysIncludeInToken);
  const value = claim.valueType === "EXPRESSION" && fields.has("value") ? expression(fields) : claim.value;
  fields.check();
  return { alwaysIncludeInToken, value };
}

function settings(server: AuthServer, fields: Fields, self?: Claim) {
  const claimType = fields.oneOf("claimType", ["RESOURCE", "IDENTITY"], "RESOURCE");
  const name = fields.text("name");
  checkName(server, fields, { name, claimType }, self);
  const valueType = fields.oneOf("valueType", ["EXPRESSION", "GROUPS"], "EXPRESSION");
  const grouped = valueType === "GROUPS";
  if (grouped && !fields.has("group_filter_type"))
    fields.wrong("group_filter_type", "The field cannot be left blank", null);
  const filter = fields.oneOf("group_filter_type", ["STARTS_WITH", "EQUALS", "CONTAINS", "REGEX"], "STARTS_WITH");
  const result = {
    name,
    claimType,
    valueType,
    status: fields.oneOf("status", ["ACTIVE", "INACTIVE"], "ACTIVE"),
    value: grouped ? fields.text("value", 1024) : expression(fields),
    groupFilterType: grouped ? filter : undefined,
    scopes: scopeNames(server, fields.within("conditions")),
    alwaysIncludeInToken: claimType === "RESOURCE" || fields.flag("alwaysIncludeInToken", true),
  };
  fields.check();
  return result;
}

function checkName(
  server: AuthServer,
  fields: Fields,
  { name, claimType: type }: Pick<Claim, "name" | "claimType">,
  self?: Claim,
): void {
  if (RESERVED[type].has(name)) fields.wrong("name", `'${name}' is a reserved claim name`, null);
  const taken = [...server.claims.values()].some(
    (other) => other !== self && other.name === name && other.claimType === type,
  );
  if (taken) fields.wrong("name", "An object with this field already exists in the current organization", null);
}

/** An expression is not looked at here: one without a value makes Okta refuse every token that would hold the claim. */
function expression(fields: Fields): string {
  return fields.text("value", 1024);
}

function scopeNames(server: AuthServer, conditions: Fields): string[] {
  const names = conditions.texts("scopes");
  const known = new Set([...server.scopes.values()].map(({ name }) => name));
  for (const name of names) {
    if (!known.has(name)) conditions.wrong("scopes", `Scope '${name}' does not exist`, null);
  }
  return names;
}

function show(call: ApiCall, claim: Claim): Json {
  const { groupFilterType, scopes, value, ...rest } = claim;
  return {
    ...rest,
    ...(value === undefined ? {} : { value }),
    ...(groupFilterType === undefined ? {} : { group_filter_type: groupFilterType }),
    conditions: { scopes },
    apiResourceId: null,
    ...selfLink(call.org, `${SERVERS_PATH}/${call.params["authServerId"]}/claims/${claim.id}`),
  };
}
