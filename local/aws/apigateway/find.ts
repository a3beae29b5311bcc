/** Finds an HTTP API and what belongs to it, or answers as API Gateway does. */
import { ACCOUNT_ID } from "../arns";
import { notFound } from "../awsError";
import type { ControlRequest } from "../router";
import type { Api } from "./types";

export function apiOf({ world, params }: ControlRequest): Api {
  const api = world.apis.get(params["apiId"] ?? "");
  if (api === undefined) throw notFound(`Invalid API identifier specified ${ACCOUNT_ID}:${params["apiId"]}`);
  return api;
}

export function itemOf<T>(items: ReadonlyMap<string, T>, kind: string, id: string | undefined): T {
  const item = items.get(id ?? "");
  if (item === undefined) throw notFound(`Invalid ${kind} identifier specified ${id}`);
  return item;
}

/** The list of a collection; there are never enough for a second page. */
export const list = (items: ReadonlyMap<string, unknown>) => ({ items: [...items.values()] });
