/** Checks the JSON body of a control-plane request against a schema. */
import { z } from "zod";
import { zodFindings } from "../../model/file";
import { resourceTagsProblem } from "../../model/routes";
import type { AwsError } from "./awsError";

/** An unknown field is an error here, where AWS drops it: a local run must not pass over what it does not do. */
export function readBody<T extends z.ZodType>(
  schema: T,
  body: unknown,
  refuse: (message: string) => AwsError,
): z.output<T> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const sentences = zodFindings(parsed.error).map(({ path, message }) =>
    path === "" ? message : `${path}: ${message}`,
  );
  throw refuse(sentences.join("; "));
}

/** In a PATCH a field that is null is taken away. AWS has calls of their own for some of these. */
export function withoutNulls<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as T;
}

/** A resource with the fields of a PATCH in it. */
export function patched<T extends object>(resource: T, patch: object): T {
  return withoutNulls({ ...resource, ...patch });
}

/** null takes a setting away in a PATCH. */
export const orNull = <T>(value: T | undefined): T | null => value ?? null;

/** All tags of one resource. */
export const tags = z.record(z.string(), z.string()).superRefine((given, { addIssue }) => {
  const problem = resourceTagsProblem(given);
  if (problem !== undefined) addIssue({ code: "custom", message: problem });
});
