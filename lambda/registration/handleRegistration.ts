/** The registration service: takes a person's wish for an account, and tells nobody whether there is one already. */
import * as z from "zod";
import { headerOf, type HttpEvent } from "../http/event";
import { idempotencyKey, mailAddress, personName } from "../http/fields";
import { readJson } from "../http/readJson";
import { reasonOf } from "../http/reasonOf";
import { json, problem, withHeaders, type HttpResponse } from "../http/response";
import { errorCodeOf, type OktaApi } from "../okta/oktaApi";
import { OktaUnavailable } from "../okta/unavailable";
import { once, type Outcome } from "../store/once";
import type { Table } from "../store/table";
import { PROOF_BITS, proofSchema, type HumanCheck } from "./proofOfWork";

/** Bytes of the whole body. */
export const BODY_BYTES_MAX = 2_048;

/** What is asked for, and nothing more: an unknown field is refused. */
export const registrationSchema = z.strictObject({
  email: mailAddress,
  firstName: personName,
  lastName: personName,
  proof: proofSchema,
});

export type Registration = z.infer<typeof registrationSchema>;

export interface RegistrationService {
  readonly okta: OktaApi;
  readonly table: Table;
  /** The one group into which people are registered. */
  readonly groupId: string;
  readonly isHuman: HumanCheck;
  /** Makes all answers take the same time. */
  readonly evenly: (work: () => Promise<HttpResponse>) => Promise<HttpResponse>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Takes one JSON line for each request, without the person's data. */
  readonly log: (line: string) => void;
}

export const HEALTH_ROUTE = "GET /health";
export const REGISTRATION_ROUTE = "POST /registrations";

/** INVARIANT: a well-formed request gets the same answer for anybody, or the service would tell who has an account. */
export async function handleRegistration(event: HttpEvent, service: RegistrationService): Promise<HttpResponse> {
  if (event.routeKey === HEALTH_ROUTE) return json(200, { status: "ok" });
  if (event.routeKey !== REGISTRATION_ROUTE) return problem(404, "there is no such operation");
  let reason: string | undefined;
  const answer = await register(event, service, (why) => (reason = why));
  const requestId = event.requestContext?.requestId ?? null;
  const outcome = answer.statusCode < 400 ? "accepted" : answer.statusCode < 500 ? "refused" : "failed";
  const line = { audit: "registration", outcome, status: answer.statusCode, requestId, ...(reason && { reason }) };
  service.log(JSON.stringify(line));
  return answer;
}

async function register(
  event: HttpEvent,
  service: RegistrationService,
  explain: (reason: string) => void,
): Promise<HttpResponse> {
  const key = headerOf(event, "idempotency-key") ?? "";
  if (!idempotencyKey.test(key)) {
    return problem(400, "the header `idempotency-key` must have 16 to 128 printable characters: the same for each try");
  }
  const read = readJson(event, registrationSchema, "a registration", BODY_BYTES_MAX);
  if ("refused" in read) return read.refused;
  const { proof, ...person } = read.value;
  if (!(await service.isHuman({ key, email: person.email }, proof))) return wantsProof;
  return service.evenly(async () => {
    try {
      return await registerOnce(service, key, person);
    } catch (error) {
      const known = error instanceof OktaUnavailable;
      explain(reasonOf(error));
      return withHeaders(problem(503, "registrations cannot be taken at the moment; try again with the same key"), {
        "retry-after": String(known ? error.retryAfter : 5),
      });
    }
  });
}

const wantsProof = problem(400, "the proof is missing its work, or is too old", {
  proof: { hash: "sha-256", over: ["idempotency-key", "email", "at", "nonce"], zeroBits: PROOF_BITS },
});

type Person = Omit<Registration, "proof">;

async function registerOnce(service: RegistrationService, key: string, person: Person): Promise<HttpResponse> {
  const result = await once(
    {
      table: service.table,
      caller: "anybody",
      key,
      request: JSON.stringify([person.email, person.firstName, person.lastName]),
      now: Math.floor(service.now() / 1000),
    },
    () => create(service, person),
    (error) => error instanceof OktaUnavailable && error.ambiguous,
  );
  if (result.kind === "other") return problem(422, "the `idempotency-key` was used for another request");
  // Whether it is being done, was done, or was there before: whoever asks hears the same.
  return accepted;
}

const accepted = json(202, {
  status: "accepted",
  detail: "if the address is not registered yet, a mail is on its way to it",
});

/** Okta's code for a value that is not allowed: here a login that is taken. */
const VALIDATION_FAILED = "E0000001";

/** Okta writes to the person, who chooses a password by the link: none is ever sent through this service. */
async function create({ okta, groupId }: RegistrationService, person: Person): Promise<Outcome> {
  const response = await okta({
    method: "POST",
    path: "/api/v1/users?activate=true",
    body: { profile: { login: person.email, ...person }, groupIds: [groupId] },
    // Okta has each login once: a second sending finds the first.
    repeatable: true,
  });
  const taken = response.status === 400 && errorCodeOf(response) === VALIDATION_FAILED;
  if (response.status >= 300 && !taken) throw new Error(`Okta answered with status ${response.status}`);
  // Not the id: nothing here has any use for it.
  return { status: 202, result: "" };
}
