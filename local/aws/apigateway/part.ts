/**
 * What belongs to an HTTP API (routes, integrations, authorizers, stages): one row for each, from which come the provider's
 * resource type and the requests of API Gateway's own interface.
 */
import type { z } from "zod";
import type { Live } from "../../providers/resourceType";
import type { Values } from "../../providers/values";
import type { Account, AwsType } from "../account";
import { ACCOUNT_ID } from "../arns";
import { badRequest, notFound } from "../awsError";
import { patched, readBody, withoutNulls } from "../readBody";
import { created, noContent, ok, type ControlRequest, type Endpoint } from "../router";
import type { World } from "../world";
import type { Api } from "./types";

/** One that is about to be kept in an API. */
export interface Placed<T> {
  readonly world: World;
  readonly api: Api;
  readonly item: T;
}

export interface Part<T extends object> {
  /** What the provider must know: properties by Pulumi's names, with which of them a change replaces. */
  readonly type: Pick<AwsType, "token" | "source" | "inputs" | "outputs" | "autoname" | "rules" | "busy">;
  /** In an API, and in the path of a request. */
  readonly collection: "routes" | "integrations" | "authorizers" | "stages";
  /** In the words of errors: `Route`. */
  readonly title: string;
  readonly idName: keyof T & string;
  /** What AWS takes, by AWS's names. */
  readonly schema: z.ZodObject;
  /** The same of a change. @default all of `schema` */
  readonly patch?: z.ZodObject;
  readonly defaults?: (world: World) => object;
  /** Throws where an API cannot have one more, or has it already. */
  readonly admit?: (placed: Placed<T>) => void;
  /** Throws an AwsError where AWS would refuse. */
  readonly check: (placed: Placed<T>) => void | Promise<void>;
  /** Throws where it is in use. */
  readonly release?: (api: Api, item: T) => void;
  /** Properties by AWS's names; null takes one away. */
  readonly bodyOf: (account: Account, inputs: Values) => object;
  readonly liveOf: (account: Account, item: T, api: Api) => Live;
  /** What the provider sends first where it changes one in several steps. */
  readonly before?: (news: Values, olds: Values, item: T) => object | undefined;
}

export interface Made {
  readonly row: AwsType;
  readonly endpoints: readonly Endpoint[];
}

export function makePart<T extends object>(part: Part<T>): Made {
  const { collection, title, idName, schema, patch = schema, check } = part;
  const itemsOf = (api: Api) => api[collection] as unknown as Map<string, T>;

  function find(api: Api, id: string | undefined): T {
    const item = itemsOf(api).get(id ?? "");
    if (item === undefined) throw notFound(`Invalid ${title} identifier specified ${id}`);
    return item;
  }

  async function make(world: World, api: Api, body: unknown): Promise<T> {
    const given = withoutNulls(readBody(schema, body, badRequest));
    const item = { [idName]: world.newId(), ...part.defaults?.(world), ...given } as T;
    part.admit?.({ world, api, item });
    await check({ world, api, item });
    itemsOf(api).set(String(item[idName]), item);
    return item;
  }

  async function change(world: World, api: Api, id: string | undefined, body: unknown): Promise<T> {
    const item = patched(find(api, id), readBody(patch.partial(), body, badRequest));
    await check({ world, api, item });
    itemsOf(api).set(String(item[idName]), item);
    return item;
  }

  function remove(api: Api, id: string | undefined): void {
    const item = find(api, id);
    part.release?.(api, item);
    itemsOf(api).delete(String(item[idName]));
  }

  const path = `/v2/apis/{apiId}/${collection}`;
  const ofRequest = ({ world, params }: ControlRequest) => apiOf(world, params["apiId"]);
  return {
    row: {
      ...part.type,
      async create(account, inputs) {
        const api = apiOf(account.world, inputs["apiId"]);
        const item = await make(account.world, api, part.bodyOf(account, inputs));
        return { id: String(item[idName]), live: part.liveOf(account, item, api) };
      },
      async read(account, id, { apiId }) {
        const api = account.world.apis.get(String(apiId));
        const item = api && itemsOf(api).get(id);
        return item && part.liveOf(account, item, api!);
      },
      async update(account, id, news, olds) {
        const { world } = account;
        const api = apiOf(world, news["apiId"]);
        const first = part.before?.(news, olds, find(api, id));
        if (first !== undefined) await change(world, api, id, first);
        const body = Object.fromEntries(Object.entries(part.bodyOf(account, news)).filter(([name]) => name !== idName));
        return part.liveOf(account, await change(world, api, id, body), api);
      },
      async delete(account, id, { apiId }) {
        remove(apiOf(account.world, apiId), id);
      },
    },
    endpoints: [
      {
        method: "POST",
        path,
        handle: async (request) => created(await make(request.world, ofRequest(request), request.body)),
      },
      { method: "GET", path, handle: (request) => ok({ items: [...itemsOf(ofRequest(request)).values()] }) },
      {
        method: "GET",
        path: `${path}/{id}`,
        handle: (request) => ok(find(ofRequest(request), request.params["id"])),
      },
      {
        method: "PATCH",
        path: `${path}/{id}`,
        handle: async (request) =>
          ok(await change(request.world, ofRequest(request), request.params["id"], request.body)),
      },
      {
        method: "DELETE",
        path: `${path}/{id}`,
        handle(request) {
          remove(ofRequest(request), request.params["id"]);
          return noContent();
        },
      },
    ],
  };
}

/** @throws AwsError in API Gateway's words where there is none. */
export function apiOf(world: World, apiId: unknown): Api {
  const api = world.apis.get(String(apiId));
  if (api === undefined) throw notFound(`Invalid API identifier specified ${ACCOUNT_ID}:${String(apiId)}`);
  return api;
}
