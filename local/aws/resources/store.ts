/**
 * Resources that are kept as they were declared, by kind: those of REST APIs and load balancers, which the gateway reads,
 * and those that have nothing to do on this machine (alarms, firewalls, domain names), which are given back.
 */
import type { World } from "../world";
import type { Properties, StoredResource } from "./types";

/** A resource that is being made or changed. */
export interface Declared {
  readonly world: World;
  readonly region: string;
  readonly properties: Properties;
}

/** One row for each kind. A check throws an AwsError where AWS would refuse. */
export interface Kind {
  readonly idOf: (declared: Declared) => string;
  readonly outputsOf?: (declared: Declared & { readonly id: string }) => Properties;
  readonly check?: (declared: Declared & { readonly id: string }) => void;
  /** Whether there is one of it in any case, so that making it again changes it. */
  readonly isSetting?: boolean;
  /** What else happens when it is made. */
  readonly made?: (declared: Declared & { readonly id: string }) => void;
  /** What goes with it when it is deleted, or why it may not be. */
  readonly gone?: (resource: StoredResource, world: World) => void;
}

/** All resources of a kind. */
export function all(world: World, kind: string): StoredResource[] {
  return [...(world.resources.get(kind)?.values() ?? [])];
}

export function find(world: World, kind: string, id: unknown): StoredResource | undefined {
  return world.resources.get(kind)?.get(String(id));
}

/** Those of a kind that have this value in a property. */
export function where(world: World, kind: string, property: string, value: unknown): StoredResource[] {
  return all(world, kind).filter(({ properties }) => properties[property] === value);
}

export const textOf = (properties: Properties, name: string): string => String(properties[name] ?? "");
