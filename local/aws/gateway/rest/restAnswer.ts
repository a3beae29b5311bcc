/** A function's answer behind a REST API, payload 1.0. Source: recorded, LocalStack's test_aws_proxy_response_payload_format_validation. */
import type { GatewayResponse } from "../exchange";

/** A function's answer that is none. */
export class BadAnswer extends Error {}

const KEYS = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/** Connection-level headers are the server's own business. */
const DROPPED = ["connection", "content-length", "keep-alive", "transfer-encoding", "upgrade", "date"];

/**
 * An object of these keys, and of no other; without a status it is a 200. A body in Base64 goes out as the text that it is
 * unless the caller asked for bytes (`isBinary`): an API without binary media types knows none. @throws BadAnswer where it has
 * another shape.
 */
export function restAnswer(answered: unknown, isBinary: boolean): GatewayResponse {
  if (!isRecord(answered) || Object.keys(answered).length === 0) throw new BadAnswer("Malformed Lambda proxy response");
  if (Object.keys(answered).some((key) => !KEYS.includes(key))) throw new BadAnswer("Malformed Lambda proxy response");
  const { statusCode = 200, headers, multiValueHeaders, body, isBase64Encoded } = answered;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) throw new BadAnswer("the status is none");
  if (body !== undefined && body !== null && typeof body !== "string") throw new BadAnswer("the body is no text");
  const { "set-cookie": cookies = [], ...rest } = valuesOf(headers, multiValueHeaders);
  const joined = Object.entries(rest).map(([name, values]) => [name, values.join(", ")]);
  return {
    status,
    headers: { "content-type": "application/json", ...Object.fromEntries(joined) },
    cookies,
    body: Buffer.from(body ?? "", isBinary && isBase64Encoded === true ? "base64" : "utf8"),
  };
}

/** Lower-case name → its values: those of the lists first, then the single one if it is another. */
function valuesOf(single: unknown, several: unknown): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  const add = (name: string, value: unknown) => {
    const own = (values[name.toLowerCase()] ??= []);
    if (!own.includes(String(value))) own.push(String(value));
  };
  for (const [name, list] of entriesOf(several)) {
    if (!Array.isArray(list)) throw new BadAnswer("a header of several values is no list");
    list.forEach((value) => add(name, value));
  }
  for (const [name, value] of entriesOf(single)) add(name, value);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !DROPPED.includes(name)));
}

function entriesOf(value: unknown): [string, unknown][] {
  if (value === undefined || value === null) return [];
  if (!isRecord(value)) throw new BadAnswer("the headers are no map");
  return Object.entries(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
