/** What an operation of the admin service is, and what all of them share. */
import type * as z from "zod";
import { type HttpEvent, type HttpResponse, problem } from "okta-api-access/guard";
import {
  type Caller,
  errorCodeOf,
  type OktaApi,
  oktaId,
  type OktaResponse,
  readJson,
  type Table,
  UnexpectedAnswer,
  userId,
} from "okta-api-access/service";
import type { Approver } from "./approver";
import { ITEM_ID } from "./ownItems";
import type { Reach } from "./reach";

/** What operations work with. */
export interface Backend {
  readonly okta: OktaApi;
  readonly table: Table;
  readonly approver: Approver;
  readonly reach: Reach;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What the audit trail says of an operation, as ids: filled by the path, and by the operation where it learns more. */
export interface About {
  /** Whom it is about. */
  target?: string;
  factor?: string;
  challenge?: string;
  approval?: string;
}

/** A request whose caller and path have been checked. */
export interface OperationCall {
  readonly about: About;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly event: HttpEvent;
  readonly backend: Backend;
}

/** What answers a route. */
export type Operation = (call: OperationCall) => Promise<HttpResponse>;

/** An operation that takes a body of a certain shape. `what` completes "the body is not …". */
export function withBody<Body>(
  schema: z.ZodType<Body>,
  what: string,
  run: (call: OperationCall & { readonly body: Body }) => Promise<HttpResponse>,
): Operation {
  return async (call) => {
    const read = readJson(call.event, schema, what);
    return "refused" in read ? read.refused : run({ ...call, body: read.value });
  };
}

/** INVARIANT: only ids get through, so that a path to Okta is never made of anything else. Unknown names of variables are refused. */
const PARAMETERS: ReadonlyMap<string, RegExp> = new Map([
  ["id", userId],
  ["factorId", oktaId],
  ["challengeId", ITEM_ID],
  ["approvalId", ITEM_ID],
]);

/** The path's variables, or undefined where one of them is no id. */
export function readParams({ pathParameters = {} }: HttpEvent): Readonly<Record<string, string>> | undefined {
  const entries = Object.entries(pathParameters);
  const sound = entries.every(([name, value]) => value !== undefined && PARAMETERS.get(name)?.test(value) === true);
  return sound ? (Object.fromEntries(entries) as Record<string, string>) : undefined;
}

/** The answers to what Okta refuses; whatever is not among them is a fault of this service's own. */
export function oktaRefusal(response: OktaResponse, what: Readonly<Record<string, HttpResponse>> = {}): HttpResponse {
  const code = errorCodeOf(response);
  if (code !== undefined && Object.hasOwn(what, code)) return what[code]!;
  if (response.status === 404) return notFound;
  // Too many requests for all of the org have been an error before: this is about a code, a factor or a person.
  if (response.status === 429) return problem(429, "Okta was asked for the same a moment ago");
  throw new UnexpectedAnswer(response.status, code);
}

export const notFound = problem(404, "there is no such user, or nothing of that id");
