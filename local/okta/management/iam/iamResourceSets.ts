/** Resource sets: what the holder of a custom admin role may use it on. */
import { readResource, resourceName, urlOf } from "../../admin/resources";
import { notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { namedPage } from "../../http/page";
import type { Json, ResourceRef, ResourceSet, SetResource } from "../../org/entities";
import { roleHolders } from "../../org/memberships";
import type { Org } from "../../org/Org";
import { fieldsOf, pageOf, rows, times, type ApiCall } from "../apiEndpoint";

export const IAM_SETS = "/api/v1/iam/resource-sets";
const SET = `${IAM_SETS}/{resourceSetIdOrLabel}`;
const RESOURCES = `${SET}/resources`;
const RESOURCE = `${RESOURCES}/{resourceId}`;

export const SET_TYPE = "ResourceSet";

/** Source: Okta's API reference and its help on resource sets. */
const LIMITS = { sets: 10_000, resources: 1000 };

export const iamResourceSets = rows(
  "okta.roles",
  { method: "GET", path: IAM_SETS, operation: "listResourceSets", handle: list },
  { method: "POST", path: IAM_SETS, operation: "createResourceSet", handle: create },
  { method: "GET", path: SET, operation: "getResourceSet", handle: (call) => ok(show(call.org, setOf(call))) },
  { method: "PUT", path: SET, operation: "replaceResourceSet", handle: replace },
  { method: "DELETE", path: SET, operation: "deleteResourceSet", handle: remove },
  { method: "GET", path: RESOURCES, operation: "listResourceSetResources", handle: listResources },
  { method: "PATCH", path: RESOURCES, operation: "addResourceSetResources", handle: addResources },
  { method: "POST", path: RESOURCES, operation: "addResourceSetResource", handle: addResource },
  { method: "GET", path: RESOURCE, operation: "getResourceSetResource", handle: getResource },
  { method: "DELETE", path: RESOURCE, operation: "deleteResourceSetResource", handle: removeResource },
);

/** By id or by label. */
export function setNamed(org: Org, idOrLabel: string): ResourceSet | undefined {
  return org.resourceSets.get(idOrLabel) ?? [...org.resourceSets.values()].find(({ label }) => label === idOrLabel);
}

function setOf(call: ApiCall): ResourceSet {
  const name = call.params["resourceSetIdOrLabel"]!;
  const set = setNamed(call.org, name);
  if (set === undefined) throw notFound(name, SET_TYPE);
  return set;
}

function resourceOf(call: ApiCall, set: ResourceSet): SetResource {
  const id = call.params["resourceId"]!;
  const resource = set.resources.get(id);
  if (resource === undefined) throw notFound(id, "Resource");
  return resource;
}

function list(call: ApiCall) {
  return namedPage(pageOf(call), "resource-sets", [...call.org.resourceSets.values()], (set) => show(call.org, set));
}

function create(call: ApiCall) {
  const { org } = call;
  if (org.resourceSets.size >= LIMITS.sets) throw validationFailed("label", `At most ${LIMITS.sets} sets are allowed`);
  const fields = fieldsOf(call);
  const refs = readRefs(org, fields, "resources");
  if (fields.texts("resources").length === 0) fields.wrong("resources", "The field cannot be left blank", null);
  const set: ResourceSet = {
    ...org.stamp(),
    id: org.newId("resourceSet"),
    ...readSettings(org, fields),
    resources: new Map(),
  };
  add(org, set, refs);
  org.resourceSets.set(set.id, set);
  return ok(show(org, set));
}

function replace(call: ApiCall) {
  const set = setOf(call);
  Object.assign(set, readSettings(call.org, fieldsOf(call), set), { lastUpdated: call.org.clock() });
  return ok(show(call.org, set));
}

/** That a set in use cannot be deleted is inferred. */
function remove(call: ApiCall) {
  const { org } = call;
  const set = setOf(call);
  const used = roleHolders(org).some(({ roles }) =>
    [...roles.values()].some(({ custom }) => custom?.resourceSet === set.id),
  );
  if (used) throw validationFailed("resourceSetIdOrLabel", "The resource set is used by a role assignment");
  org.resourceSets.delete(set.id);
  return noContent;
}

function readSettings(org: Org, fields: Fields, self?: ResourceSet) {
  const label = fields.text("label");
  const other = setNamed(org, label);
  // The beginning is recorded, the rest is inferred.
  if (other !== undefined && other !== self)
    fields.wrong("label", "An IAM Policy with this label already exists", null);
  const result = { label, description: fields.text("description", 1024) };
  fields.check();
  return result;
}

function readRefs(org: Org, fields: Fields, name: string): ResourceRef[] {
  return fields.texts(name).flatMap((text) => readRef(org, fields, name, text) ?? []);
}

function readRef(org: Org, fields: Fields, name: string, text: string): ResourceRef | undefined {
  const ref = readResource(org, text);
  if (ref === undefined) fields.wrong(name, `'${text}' is not a resource of this org that a set can hold`, null);
  return ref;
}

/** A resource that the set holds already is not added again. */
function add(org: Org, set: ResourceSet, refs: readonly ResourceRef[]): void {
  const held = new Set([...set.resources.values()].map(({ ref }) => urlOf(org, ref)));
  const fresh = refs.filter((ref) => !held.has(urlOf(org, ref)) && held.add(urlOf(org, ref)));
  if (held.size > LIMITS.resources)
    throw validationFailed("resources", `A set can hold at most ${LIMITS.resources} resources`);
  for (const ref of fresh) {
    const id = org.newId("setResource");
    set.resources.set(id, { ...org.stamp(), id, ref });
  }
}

function listResources(call: ApiCall) {
  const { org } = call;
  const set = setOf(call);
  const self = hrefOf(org, set);
  const links = { "resource-set": { href: self }, self: { href: `${self}/resources` } };
  const resources = [...set.resources.values()];
  return namedPage({ ...pageOf(call), links }, "resources", resources, (resource) => showResource(org, set, resource));
}

function addResources(call: ApiCall) {
  const set = setOf(call);
  const fields = fieldsOf(call);
  const refs = readRefs(call.org, fields, "additions");
  fields.check();
  add(call.org, set, refs);
  return ok(show(call.org, set));
}

function addResource(call: ApiCall) {
  const set = setOf(call);
  const fields = fieldsOf(call);
  if (fields.has("conditions"))
    fields.wrong("conditions", "The local Okta does not model conditions of resources", null);
  const text = fields.text("resourceOrnOrUrl", 1024);
  const ref = text === "" ? undefined : readRef(call.org, fields, "resourceOrnOrUrl", text);
  fields.check();
  add(call.org, set, [ref!]);
  const added = [...set.resources.values()].find((each) => urlOf(call.org, each.ref) === urlOf(call.org, ref!))!;
  return ok(showResource(call.org, set, added));
}

function getResource(call: ApiCall) {
  const set = setOf(call);
  return ok(showResource(call.org, set, resourceOf(call, set)));
}

function removeResource(call: ApiCall) {
  const set = setOf(call);
  set.resources.delete(resourceOf(call, set).id);
  return noContent;
}

const hrefOf = (org: Org, { id }: ResourceSet) => `${org.url}${IAM_SETS}/${id}`;

function show(org: Org, set: ResourceSet): Json {
  const { id, label, description } = set;
  const self = hrefOf(org, set);
  const _links = {
    bindings: { href: `${self}/bindings` },
    self: { href: self },
    resources: { href: `${self}/resources` },
  };
  return { id, label, description, ...times(set), _links };
}

function showResource(org: Org, set: ResourceSet, { id, ref, ...stamps }: SetResource): Json {
  const self = { href: urlOf(org, ref) };
  const resource = { href: `${hrefOf(org, set)}/resources/${id}` };
  const members = ref.kind === "users" || ref.kind === "groups" ? { [ref.kind]: self } : {};
  return { id, orn: resourceName(org, ref), ...times(stamps), _links: { ...members, self, resource } };
}
