/** Reads the body of a request: its bytes, up to a limit, and the JSON of the control plane by a schema. */
import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { z } from "zod";
import { zodFindings } from "../../model/file";
import { resourceTagsProblem } from "../../model/routes";
import { AwsError } from "./awsError";

/** The checked body. An unknown field is an error here, where AWS drops it: a local run must not pass over what it does not do. */
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

/** An app of hono's behind a server of Node.js'. */
export type OnNode = { Bindings: HttpBindings };

/**
 * The bytes, up to a limit. Of Node.js' own request: hono's limit makes a new one out of its server's, which Node.js takes
 * only where that server has replaced `Request` for the whole process.
 */
export async function readBytes(request: IncomingMessage, max: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > max) throw new AwsError(413, "RequestEntityTooLargeException", "the request is too large");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
