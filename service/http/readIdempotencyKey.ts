/** Reads the caller's own name for a request, by which it is done once. */
import { headerOf, type HttpEvent, problem } from "../../guard";
import { idempotencyKey } from "./fields";
import type { Read } from "./readJson";

/** The key, or the answer to a request that has none. */
export function readIdempotencyKey(event: HttpEvent): Read<string> {
  const value = headerOf(event, "idempotency-key") ?? "";
  if (idempotencyKey.test(value)) return { value };
  const wanted = "the header `idempotency-key` must have 16 to 128 printable characters: the same for each try";
  return { refused: problem(400, wanted) };
}
