/** `/resources/{kind}`: makes, reads, changes and deletes what is kept as it was declared. A path of our own: AWS has many interfaces for these. */
import { tagsRefusal } from "../../../model/routes";
import { conflict, notFound, notModelled } from "../awsError";
import { created, noContent, ok, type ControlRequest, type Endpoint } from "../router";
import { z } from "zod";
import { badRequest } from "../awsError";
import { readBody } from "../readBody";
import { KMS_KINDS } from "../kms/keyKind";
import { DYNAMODB_KINDS } from "../dynamodb/tableKind";
import { LOAD_BALANCER_KINDS } from "./loadBalancerKinds";
import { OTHER_KINDS } from "./otherKinds";
import { REST_KINDS } from "./restKinds";
import type { Kind } from "./store";
import type { Properties, StoredResource } from "./types";

export const KINDS: Readonly<Record<string, Kind>> = {
  ...REST_KINDS,
  ...LOAD_BALANCER_KINDS,
  ...OTHER_KINDS,
  ...DYNAMODB_KINDS,
  ...KMS_KINDS,
};

const schema = z.strictObject({ properties: z.record(z.string(), z.unknown()) });
const PATH = "/resources/{kind}";

export const resourceEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: PATH,
    handle(request) {
      const { world, region } = request;
      const [name, kind] = kindOf(request);
      const declared = { world, region, properties: propertiesOf(request) };
      const id = kind.idOf(declared);
      const resources = world.resources.get(name) ?? new Map<string, StoredResource>();
      if (resources.has(id) && kind.isSetting !== true)
        throw conflict(`there is already a \`${name}\` with the id \`${id}\``);
      kind.check?.({ ...declared, id });
      const outputs = kind.outputsOf?.({ ...declared, id }) ?? {};
      const resource = { id, region, properties: declared.properties, outputs };
      world.resources.set(name, resources.set(id, resource));
      kind.made?.({ ...declared, id });
      return created(resource);
    },
  },
  { method: "GET", path: `${PATH}/{id}`, handle: (request) => ok(found(request)) },
  {
    method: "PUT",
    path: `${PATH}/{id}`,
    handle(request) {
      const { world, region } = request;
      const [name, kind] = kindOf(request);
      const { id, outputs } = found(request);
      const declared = { world, region, id, properties: propertiesOf(request) };
      kind.check?.(declared);
      const resource = { id, region, properties: declared.properties, outputs };
      const resources = world.resources.get(name)!;
      // What changed last comes last: the newest value of a secret is the current one.
      resources.delete(id);
      resources.set(id, resource);
      return ok(resource);
    },
  },
  {
    method: "DELETE",
    path: `${PATH}/{id}`,
    handle(request) {
      const [name, kind] = kindOf(request);
      const resource = found(request);
      kind.gone?.(resource, request.world);
      request.world.resources.get(name)!.delete(resource.id);
      return noContent();
    },
  },
];

function kindOf({ params }: ControlRequest): [string, Kind] {
  const name = params["kind"] ?? "";
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (kind === undefined) throw notModelled(`resources of the kind \`${name}\``);
  return [name, kind];
}

function found(request: ControlRequest): StoredResource {
  const [name] = kindOf(request);
  const resource = request.world.resources.get(name)?.get(request.params["id"] ?? "");
  if (resource === undefined) throw notFound(`there is no \`${name}\` with the id \`${request.params["id"]}\``);
  return resource;
}

/** What is null counts as not given. */
function propertiesOf({ body }: ControlRequest): Properties {
  const { properties } = readBody(schema, body, badRequest);
  const given = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));
  const refused = tagsRefusal((given["tags"] ?? {}) as Record<string, string>);
  if (refused !== undefined) throw badRequest(refused);
  return given;
}
