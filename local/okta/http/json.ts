/** Reads a JSON object from the body of a Management API request. */
import { ApiError } from "../errors/apiErrors";
import type { Json } from "../org/entities";
import { isObject, type Call } from "./endpoint";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The media type without its parameters, in lower case. */
export function mediaType(call: Pick<Call<unknown>, "header">): string {
  return (call.header("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
}

/** The object in the body; an empty body is an empty object. */
export async function jsonObject(call: Call<unknown>): Promise<Json> {
  const bytes = await call.body();
  if (bytes.length === 0) return {};
  if (mediaType(call) !== "application/json") throw new ApiError("E0000021");
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    throw new ApiError("E0000003");
  }
  if (!isObject(value)) throw new ApiError("E0000003");
  return value;
}
