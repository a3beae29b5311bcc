/** User types: each user has one, and its schema says what is in the user's profile. */
import { notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Json } from "../../org/entities";
import { ADMINISTRATOR_ID } from "../../org/ids";
import type { Org } from "../../org/Org";
import { newUserType, type UserType } from "../../org/userTypes";
import { fieldsOf, rows, times, type ApiCall } from "../apiEndpoint";

const TYPES = "/api/v1/meta/types/user";
const ONE = `${TYPES}/{typeId}`;

export const userTypes = rows(
  "okta.userTypes",
  {
    method: "GET",
    path: TYPES,
    operation: "listUserTypes",
    handle: ({ org }) => ok([...org.userTypes.values()].map((type) => show(org, type))),
  },
  { method: "POST", path: TYPES, operation: "createUserType", handle: create },
  { method: "GET", path: ONE, operation: "getUserType", handle: (call) => ok(show(call.org, typeOf(call))) },
  { method: "PUT", path: ONE, operation: "replaceUserType", handle: change },
  { method: "POST", path: ONE, operation: "updateUserType", handle: change },
  { method: "DELETE", path: ONE, operation: "deleteUserType", handle: remove },
);

function typeOf(call: ApiCall): UserType {
  const id = call.params["typeId"]!;
  const type = call.org.userTypes.get(id);
  if (type === undefined) throw notFound(id, "UserType");
  return type;
}

function create(call: ApiCall) {
  const { org } = call;
  const fields = fieldsOf(call);
  const name = fields.text("name", 40);
  if (name !== "" && !/^[A-Za-z_]\w*$/.test(name))
    fields.wrong("name", "The field must be letters, digits and underscores", null);
  if ([...org.userTypes.values()].some((type) => type.name === name))
    fields.wrong("name", "An object with this field already exists in the current organization", null);
  const settings = { name, displayName: fields.text("displayName"), description: fields.optionalText("description") };
  fields.check();
  const type = newUserType(org, settings);
  org.userTypes.set(type.id, type);
  return ok(show(org, type));
}

/** The name stays. */
function change(call: ApiCall) {
  const type = typeOf(call);
  const fields = fieldsOf(call);
  const partly = call.method === "POST";
  const displayName = partly && !fields.has("displayName") ? type.displayName : fields.text("displayName");
  const description = partly && !fields.has("description") ? type.description : fields.optionalText("description");
  if (fields.has("name") && fields.value("name") !== type.name)
    fields.wrong("name", "The name of a user type cannot be changed", null);
  fields.check();
  Object.assign(type, { displayName, description, lastUpdated: call.org.clock() });
  return ok(show(call.org, type));
}

/** That a type in use cannot be deleted is inferred. */
function remove(call: ApiCall) {
  const type = typeOf(call);
  if (type.isDefault) throw validationFailed("typeId", "The default user type cannot be deleted");
  if ([...call.org.users.values()].some(({ typeId }) => typeId === type.id))
    throw validationFailed("typeId", "The user type has users and cannot be deleted");
  call.org.userTypes.delete(type.id);
  return noContent;
}

function show(org: Org, type: UserType): Json {
  const link = (rel: string, path: string) => ({ rel, href: org.url + path, method: "GET" });
  return {
    id: type.id,
    displayName: type.displayName,
    name: type.name,
    description: type.description,
    createdBy: ADMINISTRATOR_ID,
    lastUpdatedBy: ADMINISTRATOR_ID,
    ...times(type),
    default: type.isDefault,
    _links: {
      schema: link("schema", `/api/v1/meta/schemas/user/${type.schemaId}`),
      self: link("self", `${TYPES}/${type.id}`),
    },
  };
}
