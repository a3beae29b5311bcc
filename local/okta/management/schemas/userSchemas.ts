/** The schemas of user profiles: the attributes that every type has, and those that were added to one. */
import { notFound } from "../../errors/apiErrors";
import { isObject, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import type { Json } from "../../org/entities";
import type { Org } from "../../org/Org";
import { BASE_ATTRIBUTES, defaultType, REQUIRED_ATTRIBUTES, type UserType } from "../../org/userTypes";
import { fieldsOf, rows, times, type ApiCall } from "../apiEndpoint";

const ONE = "/api/v1/meta/schemas/user/{schemaId}";

export const userSchemas = rows(
  "okta.schemas",
  { method: "GET", path: ONE, operation: "getUserSchema", handle: (call) => ok(show(call.org, typeOf(call))) },
  { method: "POST", path: ONE, operation: "updateUserProfile", handle: update },
);

const TYPES = ["string", "boolean", "number", "integer", "array"] as const;

/** Source: Okta's API reference. */
const DEFAULTS = { permissions: [{ principal: "SELF", action: "READ_ONLY" }], master: { type: "PROFILE_MASTER" } };

/** The schema that the path names: that of the default type may be called `default`. */
function typeOf({ org, params }: ApiCall): UserType {
  const id = params["schemaId"]!;
  const type = id === "default" ? defaultType(org) : [...org.userTypes.values()].find((each) => each.schemaId === id);
  if (type === undefined) throw notFound(id, "UserSchema");
  return type;
}

/** What is not named stays; an attribute that is null is taken away. */
function update(call: ApiCall) {
  const type = typeOf(call);
  const fields = fieldsOf(call);
  const definitions = fields.within("definitions");
  const custom = readProperties(definitions.within("custom"), (own, name) => {
    if (!/^[A-Za-z_]\w{0,99}$/.test(name) || Object.hasOwn(BASE_ATTRIBUTES, name))
      own.wrong(name, "The name of the attribute is not allowed", null);
  });
  const base = readProperties(definitions.within("base"), (own, name) => {
    if (!Object.hasOwn(BASE_ATTRIBUTES, name)) own.wrong(name, "There is no such base attribute", null);
  });
  fields.check();
  for (const [name, schema] of custom) {
    if (schema !== null) type.custom.set(name, { ...DEFAULTS, ...schema });
    else if (type.custom.delete(name)) forget(call.org, type, name);
  }
  for (const [name, schema] of base)
    if (schema !== null) type.changed.set(name, { ...type.changed.get(name), ...schema });
  type.lastUpdated = call.org.clock();
  return ok(show(call.org, type));
}

/** Users lose the values of an attribute that is taken away. */
function forget(org: Org, type: UserType, name: string): void {
  for (const user of org.users.values()) if (user.typeId === type.id) delete user.profile[name];
}

function readProperties(part: Fields, check: (own: Fields, name: string) => void): [string, Json | null][] {
  const own = part.within("properties");
  return Object.entries(part.object("properties")).map(([name, schema]) => {
    check(own, name);
    if (schema === null) return [name, null];
    if (!isObject(schema)) return own.wrong(name, "The field has an invalid value", [name, null]);
    own.within(name).oneOf("type", TYPES, "string");
    return [name, schema];
  });
}

function show(org: Org, type: UserType): Json {
  const custom = Object.fromEntries(type.custom);
  const required = Object.keys(custom).filter((name) => custom[name]!["required"] === true);
  return {
    id: `${org.url}/meta/schemas/user/${type.schemaId}`,
    $schema: "http://json-schema.org/draft-04/schema#",
    name: type.name,
    title: type.displayName,
    ...times(type),
    definitions: {
      custom: { id: "#custom", type: "object", properties: custom, required },
      base: {
        id: "#base",
        type: "object",
        properties: Object.fromEntries(Object.keys(BASE_ATTRIBUTES).map((name) => [name, baseSchema(type, name)])),
        required: Object.keys(REQUIRED_ATTRIBUTES),
      },
    },
    type: "object",
    properties: { profile: { allOf: [{ $ref: "#/definitions/custom" }, { $ref: "#/definitions/base" }] } },
  };
}

function baseSchema(type: UserType, name: string): Json {
  const maxLength = Object.hasOwn(REQUIRED_ATTRIBUTES, name)
    ? { maxLength: REQUIRED_ATTRIBUTES[name as keyof typeof REQUIRED_ATTRIBUTES], required: true }
    : {};
  return {
    title: BASE_ATTRIBUTES[name],
    type: "string",
    mutability: "READ_WRITE",
    scope: "NONE",
    ...maxLength,
    ...DEFAULTS,
    ...type.changed.get(name),
  };
}
