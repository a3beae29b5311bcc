/** Finds resources that are kept as they were declared, by kind, and what their checks have in common. */
import { ACCOUNT_ID } from "../arns";
import { conflict, notFound } from "../awsError";
import type { World, Properties, StoredResource } from "../world";

/** A resource that is being made or changed. */
export interface Declared {
  readonly world: World;
  readonly region: string;
  readonly properties: Properties;
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

export const arnOf = (service: string, region: string, rest: string) =>
  `arn:aws:${service}:${region}:${ACCOUNT_ID}:${rest}`;
export const arnOutput = ({ id }: { id: string }) => ({ arn: id });
export const newId = ({ world }: Declared) => world.newId();
/** An id that is one of the properties. */
export const named =
  (name: string) =>
  ({ properties }: Declared) =>
    textOf(properties, name);

/** @throws AwsError where a property names nothing of a kind. */
export function mustRefer({ world, properties }: Declared, kind: string, property: string, message: string): void {
  if (find(world, kind, properties[property]) === undefined) throw notFound(message);
}

/** @throws AwsError where another resource of a kind has this value in a property. */
export function mustBeUnique(
  { world, properties, id }: Declared & { readonly id: string },
  kind: string,
  property: string,
  message: (value: string) => string,
): void {
  const value = properties[property];
  if (where(world, kind, property, value).some((one) => one.id !== id)) throw conflict(message(String(value)));
}
