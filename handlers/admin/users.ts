/** Operations on users: list, read, create, change, activate, deactivate, delete, and one's own profile. */
import * as z from "zod";
import {
  errorCodeOf,
  mailAddress,
  type OktaApi,
  oktaPath,
  OktaUnavailable,
  once,
  type Outcome,
  personName,
  phoneNumber,
  readIdempotencyKey,
  seconds,
  UnexpectedAnswer,
  userId,
} from "okta-api-access/service";
import { type HttpResponse, json, noContent, problem, withHeaders } from "okta-api-access/guard";
import { isWithin } from "./limits";
import { oktaRefusal, withBody, type Operation, type OperationCall } from "./operation";
import { nextCursor, viewUser } from "./userView";

const LIST_MAX = 50;

/** What may be asked of a list: the beginning of a name or an address, and where to go on. */
const listQuery = z.strictObject({
  q: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^\p{Cc}\p{Cf}]+$/u)
    .optional(),
  after: z
    .string()
    .regex(/^[\w-]{1,200}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(LIST_MAX).optional(),
});

export const listUsers: Operation = async ({ event, backend }) => {
  const query = listQuery.safeParse(event.queryStringParameters ?? {});
  if (!query.success) return problem(400, `the query takes \`q\`, \`after\`, and a \`limit\` of 1 to ${LIST_MAX}`);
  const { q, after, limit = LIST_MAX } = query.data;
  const given = Object.entries({ q, after, limit }).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]));
  const response = await backend.okta({ method: "GET", path: `/api/v1/users?${search.toString()}` });
  if (response.status !== 200 || !Array.isArray(response.body)) return oktaRefusal(response);
  return json(200, { users: response.body.map(viewUser), next: nextCursor(response) });
};

export const getUser: Operation = ({ params, backend }) => readUser(backend.okta, params["id"]!);

/** One's own profile, and nobody else's: whose it is comes from the token. */
export const getProfile: Operation = async ({ caller, backend }) => {
  if (caller.userId === undefined || !userId.test(caller.userId)) return problem(403, "the token is not of a person");
  return readUser(backend.okta, caller.userId);
};

async function readUser(okta: OktaApi, id: string): Promise<HttpResponse> {
  const response = await okta({ method: "GET", path: oktaPath`/api/v1/users/${id}` });
  return response.status === 200 ? json(200, viewUser(response.body)) : oktaRefusal(response);
}

const newUser = z.strictObject({
  email: mailAddress,
  firstName: personName,
  lastName: personName,
  mobilePhone: phoneNumber.optional(),
});

/** The user is staged: to activate it is another operation, with a scope of its own. */
export const createUser = withBody(newUser, "a user", async (call) => {
  const key = readIdempotencyKey(call.event);
  if ("refused" in key) return key.refused;
  const { caller, body, backend } = call;
  const tries: Tries = { lost: false };
  const result = await once(
    {
      table: backend.table,
      caller: `${caller.clientId} ${caller.subject}`,
      key: key.value,
      request: JSON.stringify([body.email, body.firstName, body.lastName, body.mobilePhone]),
      now: seconds(backend.now()),
    },
    (again) => createOnce(call, again, tries),
    () => tries.lost,
  );
  if (result.kind === "busy")
    return withHeaders(problem(409, "the same request is being done"), { "retry-after": "1" });
  if (result.kind === "other") return problem(422, "the `idempotency-key` was used for another request");
  const { status, result: id } = result.outcome;
  if (status === 201) call.about.target = id;
  return created(result.outcome, result.replayed);
});

function created({ status, result }: Outcome, replayed: boolean): HttpResponse {
  if (status !== 201) return emailTaken;
  const answer = json(201, { id: result, status: "STAGED" });
  return withHeaders(answer, { location: `/users/${result}`, "idempotency-replayed": String(replayed) });
}

const emailTaken = problem(409, "there is a user with this e-mail address already");

/** Of Okta's errors the one for a value that is not allowed: here a login that is taken, the only thing left to be wrong. */
const VALIDATION_FAILED = "E0000001";

interface Tries {
  /** Whether one of them may have made the user, with nobody knowing. */
  lost: boolean;
}

type CreateCall = OperationCall & { readonly body: z.infer<typeof newUser> };

async function createOnce({ body, backend }: CreateCall, again: boolean, tries: Tries): Promise<Outcome> {
  const started = backend.now();
  const profile = { login: body.email, ...body };
  const create = () => backend.okta({ method: "POST", path: "/api/v1/users?activate=false", body: { profile } });
  tries.lost = again;
  const response = await create().catch((error: unknown) => {
    if (!(error instanceof OktaUnavailable && error.ambiguous)) throw error;
    tries.lost = true;
    // Nobody knows whether the first try was done. A second one tells: Okta has each login once.
    return create().catch(stillUnknown);
  });
  const { id } = (response.body ?? {}) as { id?: unknown };
  if (response.status < 300 && typeof id === "string") return { status: 201, result: id };
  // A user, but nobody knows which.
  tries.lost ||= response.status < 300;
  const code = errorCodeOf(response);
  if (response.status !== 400 || code !== VALIDATION_FAILED) throw new UnexpectedAnswer(response.status, code);
  const mine = tries.lost ? await madeHere(backend.okta, body, since(started, again)).catch(stillUnknown) : undefined;
  return mine === undefined ? { status: 409, result: "" } : { status: 201, result: mine };
}

/** A later call that was not done leaves open what became of the first one. */
function stillUnknown(error: unknown): never {
  throw error instanceof OktaUnavailable ? new OktaUnavailable(true, error.retryAfter) : error;
}

/** Milliseconds by which the clocks of Okta and of the function may differ. */
const CLOCKS_MS = 5_000;
/** Milliseconds that an earlier attempt may be older: callers try again within minutes, if at all. */
const EARLIER_MS = 600_000;

function since(started: number, again: boolean): number {
  return started - CLOCKS_MS - (again ? EARLIER_MS : 0);
}

/**
 * The id of the user that an attempt of this request has made, whose answer was lost; undefined: it is another one. Another
 * caller may have made the very same user in the same moments: both then hear of the one that they asked for.
 */
async function madeHere(okta: OktaApi, body: z.infer<typeof newUser>, earliest: number): Promise<string | undefined> {
  const response = await okta({ method: "GET", path: oktaPath`/api/v1/users/${body.email}` });
  if (response.status === 404) return undefined;
  if (response.status !== 200) throw new UnexpectedAnswer(response.status, errorCodeOf(response));
  const { id, created: at, status, login, email, ...found } = viewUser(response.body);
  const same =
    login.toLowerCase() === body.email.toLowerCase() &&
    email?.toLowerCase() === body.email.toLowerCase() &&
    found.firstName === body.firstName &&
    found.lastName === body.lastName &&
    found.mobilePhone === (body.mobilePhone ?? null);
  return same && status === "STAGED" && Date.parse(at) >= earliest ? id : undefined;
}

const userChange = z
  .strictObject({ firstName: personName, lastName: personName, mobilePhone: phoneNumber })
  .partial()
  .refine((change) => Object.keys(change).length > 0);

/** Not the login and not the mail address: whoever changes those takes the account over. */
export const updateUser = withBody(
  userChange,
  "a change of `firstName`, `lastName` or `mobilePhone`",
  async ({ params, body, backend }) => {
    const path = oktaPath`/api/v1/users/${params["id"]!}`;
    // A change to given values can be made twice.
    const response = await backend.okta({ method: "POST", path, body: { profile: body }, repeatable: true });
    if (response.status === 200) return json(200, viewUser(response.body));
    return oktaRefusal(response, { [WRONG_STATUS]: problem(409, "the user is deactivated") });
  },
);

const ACTIVE_ALREADY = "E0000016";
const WRONG_STATUS = "E0000038";

/** Each activation is a mail, whose link ends the one before: so many of a person within so many seconds. */
const ACTIVATIONS = { inAll: 3, perClient: 3, seconds: 3_600 };

/** Okta sends the person a mail with a link; until it is followed the account has no password. */
export const activateUser: Operation = async ({ caller, params, backend }) => {
  const id = params["id"]!;
  const limit = { id: `activated#${id}`, ...ACTIVATIONS };
  if (!(await isWithin(backend.table, caller, limit, seconds(backend.now()))))
    return problem(429, "the person was written to too often in the last hour");
  const path = `${oktaPath`/api/v1/users/${id}/lifecycle/activate`}?sendEmail=true`;
  const response = await backend.okta({ method: "POST", path });
  if (response.status < 300) return json(200, { id, status: "PROVISIONED" });
  return oktaRefusal(response, {
    [ACTIVE_ALREADY]: problem(409, "the user is active already"),
    [WRONG_STATUS]: problem(409, "a user of this status cannot be activated"),
  });
};

export const deactivateUser: Operation = async ({ params, backend }) => {
  const id = params["id"]!;
  const path = oktaPath`/api/v1/users/${id}/lifecycle/deactivate`;
  const response = await backend.okta({ method: "POST", path });
  if (response.status < 300) return json(200, { id, status: "DEPROVISIONED" });
  return oktaRefusal(response, { [WRONG_STATUS]: problem(409, "the user is deactivated already") });
};

/** In two steps, as Okta has it: what is deleted cannot be had back, what is deactivated can. */
export const deleteUser: Operation = async ({ params, backend }) => {
  const id = params["id"]!;
  const path = oktaPath`/api/v1/users/${id}`;
  const before = await backend.okta({ method: "GET", path });
  if (before.status !== 200) return oktaRefusal(before);
  if (viewUser(before.body).status !== "DEPROVISIONED") return problem(409, "deactivate the user first");
  const response = await backend.okta({ method: "DELETE", path });
  // What was there a moment ago is gone: by a first sending whose answer was lost, or by somebody else.
  return response.status < 300 || response.status === 404 ? noContent : oktaRefusal(response);
};
