/** Reads what a request brings: its body as JSON of a certain shape, and the caller's own name for it. */
import type * as z from "zod";
import { bodyText, headerOf, type HttpEvent, type HttpResponse, problem } from "../../guard";
import { idempotencyKey } from "./fields";

/** Bytes of a whole body, where nothing smaller is said. */
export const BODY_BYTES_MAX = 8_192;

export type Read<T> = { readonly value: T } | { readonly refused: HttpResponse };

/** The body, or the answer to one that is none. `what` completes "the body is not …". */
export function readJson<T>(
  event: HttpEvent,
  schema: z.ZodType<T>,
  what: string,
  bytesMax: number = BODY_BYTES_MAX,
): Read<T> {
  if (!/^application\/json\s*(;|$)/i.test(headerOf(event, "content-type") ?? "")) {
    return { refused: problem(415, "the body must be `application/json`") };
  }
  const text = bodyText(event);
  if (Buffer.byteLength(text) > bytesMax) {
    return { refused: problem(413, `the body must be at most ${bytesMax} bytes long`) };
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { refused: problem(400, "the body must be JSON") };
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return { value: parsed.data };
  return { refused: problem(400, `the body is not ${what}`, { fields: wrongFields(parsed.error) }) };
}

/** What is wrong where no field is. */
const WHOLE = "(body)";

/** Names of the schema's own fields alone: nothing that was sent is repeated, not even the name of an unknown field. */
function wrongFields(error: z.ZodError): string[] {
  const fields = error.issues.map(({ path, code }) => {
    if (code === "unrecognized_keys") return "(unknown field)";
    return typeof path[0] === "string" ? path[0] : WHOLE;
  });
  const named = [...new Set(fields)].filter((field) => field !== WHOLE);
  return named.length > 0 ? named : [WHOLE];
}

/** The key, or the answer to a request that has none. */
export function readIdempotencyKey(event: HttpEvent): Read<string> {
  const value = headerOf(event, "idempotency-key") ?? "";
  if (idempotencyKey.test(value)) return { value };
  const wanted = "the header `idempotency-key` must have 16 to 128 printable characters: the same for each try";
  return { refused: problem(400, wanted) };
}
