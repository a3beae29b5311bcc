/**
 * What the operations that need no token have in common. INVARIANT: a well-formed request gets the same answer at the same
 * time for anybody, or it would tell who has an account.
 */
import type * as z from "zod";
import { type HttpEvent, type HttpResponse, json, problem, withHeaders } from "okta-api-access/guard";
import {
  type Audit,
  HEALTH_ROUTE,
  healthy,
  type OktaApi,
  OktaUnavailable,
  once,
  readIdempotencyKey,
  readJson,
  reasonOf,
  seconds,
  type Table,
} from "okta-api-access/service";
import { claimMail, type MailClaim, type MailLimit } from "./mailLimit";
import { PROOF_PREFIX, type HumanCheck, type Proof } from "./proofOfWork";

/** Bytes of the whole body. */
export const BODY_BYTES_MAX = 2_048;

/** What a public operation works with. */
export interface PublicService {
  readonly okta: OktaApi;
  readonly table: Table;
  readonly isHuman: HumanCheck;
  /** Makes all answers take the same time. */
  readonly evenly: (work: () => Promise<HttpResponse>) => Promise<HttpResponse>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Takes one line for each request, without the person's data. */
  readonly audit: Audit;
}

/** One operation: what it takes, and what it does. */
export interface PublicOperation<Body extends { readonly email: string; readonly proof: Proof }> {
  /** `POST /registrations` */
  readonly route: string;
  /** Its name in the audit trail. */
  readonly name: string;
  readonly body: z.ZodType<Body>;
  /** Completes "the body is not …". */
  readonly bodyName: string;
  /** Completes "… at the moment; try again with the same key". */
  readonly unavailable: string;
  /** The whole answer, whatever was found. */
  readonly detail: string;
  /** How often it may write to one mailbox. */
  readonly mails: MailLimit;
  /**
   * Does it, however often: a second time finds the first. Throws where nobody knows, or it was not done. Gives what the
   * audit trail should say of it, and the caller should not hear.
   */
  readonly run: (okta: OktaApi, body: Omit<Body, "proof">) => Promise<string | undefined>;
}

export async function handlePublic<Body extends { readonly email: string; readonly proof: Proof }>(
  event: HttpEvent,
  operation: PublicOperation<Body>,
  service: PublicService,
): Promise<HttpResponse> {
  if (event.routeKey === HEALTH_ROUTE) return healthy;
  if (event.routeKey !== operation.route) return problem(404, "there is no such operation");
  let reason: string | undefined;
  const answer = await answerOne(event, operation, service, (why) => (reason = why));
  const requestId = event.requestContext?.requestId ?? null;
  const outcome = answer.statusCode < 400 ? "accepted" : answer.statusCode < 500 ? "refused" : "failed";
  const { statusCode: status } = answer;
  service.audit({ audit: operation.name, outcome, status, requestId, ...(reason && { reason }) });
  return answer;
}

async function answerOne<Body extends { readonly email: string; readonly proof: Proof }>(
  event: HttpEvent,
  operation: PublicOperation<Body>,
  service: PublicService,
  explain: (reason: string) => void,
): Promise<HttpResponse> {
  const key = readIdempotencyKey(event);
  if ("refused" in key) return key.refused;
  const read = readJson(event, operation.body, operation.bodyName, BODY_BYTES_MAX);
  if ("refused" in read) return read.refused;
  const { proof, ...asked } = read.value;
  if (!(await service.isHuman({ key: key.value, email: asked.email }, proof))) return wantsProof;
  return service.evenly(async () => {
    try {
      return await runOnce(operation, service, { key: key.value, asked, explain });
    } catch (error) {
      explain(reasonOf(error));
      const retryAfter = error instanceof OktaUnavailable ? error.retryAfter : 5;
      const answer = problem(503, `${operation.unavailable} at the moment; try again with the same key`);
      return withHeaders(answer, { "retry-after": String(retryAfter) });
    }
  });
}

interface Asked<Body> {
  readonly key: string;
  readonly asked: Omit<Body, "proof">;
  readonly explain: (reason: string) => void;
}

const wantsProof = problem(400, "the proof is missing its work, or is too old", {
  proof: { algorithm: "SHA-256", over: ["idempotency-key", "email", "at"], keyPrefix: PROOF_PREFIX },
});

async function runOnce<Body extends { readonly email: string; readonly proof: Proof }>(
  operation: PublicOperation<Body>,
  { okta, table, now }: PublicService,
  { key, asked, explain }: Asked<Body>,
): Promise<HttpResponse> {
  const result = await once(
    { table, caller: "anybody", key, request: JSON.stringify(asked), now: seconds(now()) },
    async () => {
      const claim = await claimMail(table, operation.mails, asked.email, now());
      const note = claim === undefined ? WRITTEN_TO : await runClaimed(claim, () => operation.run(okta, asked));
      if (note !== undefined) explain(note);
      // Not what was made or found: nothing here has any use for it.
      return { status: 202, result: "" };
    },
    isAmbiguous,
  );
  if (result.kind === "other") return problem(422, "the `idempotency-key` was used for another request");
  // Whether it is being done, was done, or there was nothing to do: whoever asks hears the same.
  return json(202, { status: "accepted", detail: operation.detail });
}

const WRITTEN_TO = "no mail: the mailbox was written to often enough";

/** A mail that was not sent keeps nobody waiting. */
async function runClaimed<T>(claim: MailClaim, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    // What went wrong first is what matters.
    await claim.giveBack(isAmbiguous(error)).catch(() => undefined);
    throw error;
  }
}

function isAmbiguous(error: unknown): boolean {
  return error instanceof OktaUnavailable && error.ambiguous;
}
