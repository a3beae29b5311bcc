/** Trusted origins: the web origins whose pages may call the org. */
import { notFound } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { page } from "../../http/page";
import type { Json, TrustedOrigin } from "../../org/entities";
import { ADMINISTRATOR_ID } from "../../org/ids";
import type { Org } from "../../org/Org";
import { fieldsOf, lifecycle, pageOf, rows, times, type ApiCall, selfLink, turnLink } from "../apiEndpoint";
import { filterBy } from "../filter";

const ORIGINS = "/api/v1/trustedOrigins";
const ONE = `${ORIGINS}/{trustedOriginId}`;

export const trustedOrigins = rows(
  "okta.trustedOrigins",
  { method: "GET", path: ORIGINS, operation: "listTrustedOrigins", handle: list },
  { method: "POST", path: ORIGINS, operation: "createTrustedOrigin", handle: create },
  { method: "GET", path: ONE, operation: "getTrustedOrigin", handle: (call) => ok(show(call.org, originOf(call))) },
  { method: "PUT", path: ONE, operation: "replaceTrustedOrigin", handle: replace },
  { method: "DELETE", path: ONE, operation: "deleteTrustedOrigin", handle: remove },
  ...lifecycle(
    ONE,
    "TrustedOrigin",
    (call, status) => {
      originOf(call).status = status;
    },
    (call) => ok(show(call.org, originOf(call))),
  ),
);

function originOf(call: ApiCall): TrustedOrigin {
  const id = call.params["trustedOriginId"]!;
  const origin = call.org.trustedOrigins.get(id);
  if (origin === undefined) throw notFound(id, "TrustedOrigin");
  return origin;
}

function list(call: ApiCall) {
  const wanted = call.query.get("q")?.toLowerCase() ?? "";
  const condition = call.query.get("filter");
  const named = [...call.org.trustedOrigins.values()].filter(({ name }) => name.toLowerCase().includes(wanted));
  const found = condition === null ? named : filterBy(condition, named, (origin) => show(call.org, origin));
  return page(pageOf(call), found, (origin) => show(call.org, origin));
}

function create(call: ApiCall) {
  const { org } = call;
  const origin: TrustedOrigin = {
    ...org.stamp(),
    id: org.newId("trustedOrigin"),
    ...readOrigin(org, fieldsOf(call)),
  };
  org.trustedOrigins.set(origin.id, origin);
  return ok(show(org, origin));
}

function replace(call: ApiCall) {
  const origin = originOf(call);
  Object.assign(origin, readOrigin(call.org, fieldsOf(call), origin), { lastUpdated: call.org.clock() });
  return ok(show(call.org, origin));
}

function remove(call: ApiCall) {
  call.org.trustedOrigins.delete(originOf(call).id);
  return noContent;
}

function readOrigin(org: Org, fields: Fields, self?: TrustedOrigin) {
  const origin = fields.text("origin");
  if (!URL.canParse(origin) || new URL(origin).origin !== origin)
    fields.wrong("origin", "The field must be a web origin, such as https://example.com", null);
  const taken = [...org.trustedOrigins.values()].some((other) => other !== self && other.origin === origin);
  if (taken) fields.wrong("origin", "An object with this field already exists in the current organization", null);
  const result = {
    name: fields.text("name"),
    origin,
    status: fields.oneOf("status", ["ACTIVE", "INACTIVE"], self?.status ?? "ACTIVE"),
    scopes: readScopes(fields),
  };
  fields.check();
  return result;
}

function readScopes(fields: Fields): ("CORS" | "REDIRECT")[] {
  const types = fields.objects("scopes").map((scope) => scope["type"]);
  if (types.length === 0) fields.wrong("scopes", "The field cannot be left blank", null);
  const known = types.filter((type) => type === "CORS" || type === "REDIRECT");
  if (known.length < types.length) fields.wrong("scopes", "Allowed are: CORS, REDIRECT", null);
  return known;
}

function show(org: Org, origin: TrustedOrigin): Json {
  const path = `${ORIGINS}/${origin.id}`;
  return {
    id: origin.id,
    name: origin.name,
    origin: origin.origin,
    scopes: origin.scopes.map((type) => ({ type })),
    status: origin.status,
    ...times(origin),
    createdBy: ADMINISTRATOR_ID,
    lastUpdatedBy: ADMINISTRATOR_ID,
    ...selfLink(org, path, turnLink(org, path, origin.status)),
  };
}
