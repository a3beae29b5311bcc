/** Finds an HTTP API and what belongs to it, or answers as API Gateway does. */
import { ACCOUNT_ID } from "../arns";
import { notFound } from "../awsError";
import type { World } from "../world";
import type { Api } from "./types";

export function apiOf(world: World, apiId: unknown): Api {
  const api = world.apis.get(String(apiId));
  if (api === undefined) throw notFound(`Invalid API identifier specified ${ACCOUNT_ID}:${String(apiId)}`);
  return api;
}

export function itemOf<T>(items: ReadonlyMap<string, T>, kind: string, id: string | undefined): T {
  const item = items.get(id ?? "");
  if (item === undefined) throw notFound(`Invalid ${kind} identifier specified ${id}`);
  return item;
}
