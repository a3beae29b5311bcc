/** What tests ask of the recording of a Pulumi program. */
import type * as pulumi from "@pulumi/pulumi";
import type { Recording, Registration } from "../../local/engine/recordProgram";

export { runProgram, UNKNOWN } from "../../local/engine/recordProgram";
export { PUBLIC_JWK } from "../../local/serviceKeys";
export type { Invoke, ProgramOptions, Recording, Registration } from "../../local/engine/recordProgram";

/** The value of an output; rejects where it is not known. */
export async function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  const { isKnown, promise } = output as unknown as { isKnown: Promise<boolean>; promise(): Promise<T> };
  if (!(await isKnown)) throw new Error("the output is not known");
  return promise.call(output);
}

/** The one registration of a type and a name. */
export function find({ resources }: Recording, type: string, name: string): Registration {
  const found = resources.filter((resource) => resource.type === type && resource.name === name);
  if (found.length !== 1) throw new Error(`${found.length} resources are ${type} ${name}`);
  return found[0]!;
}

/** All registrations of a type, in the order of their names. */
export function ofType({ resources }: Recording, type: string): Registration[] {
  return resources.filter((resource) => resource.type === type).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Inputs without the marks of secrets. */
export function unsealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unsealed);
  if (typeof value !== "object" || value === null) return value;
  if ("secret" in value) return unsealed((value as { secret: unknown }).secret);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unsealed(inner)]));
}
