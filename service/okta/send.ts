/** Sends requests to Okta: within a time, again where that is safe, and not at all while Okta is down. */
import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  DelegateBackoff,
  handleType,
  retry,
  type RetryPolicy,
} from "cockatiel";
import { exchange, type ExchangeAnswer } from "../http/exchange";

export interface OktaRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether a second sending does no harm where the first may have had its effect. */
  readonly repeatable: boolean;
}

export interface OktaResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; undefined where there was none. */
  readonly body: unknown;
}

export type Send = (request: OktaRequest) => Promise<OktaResponse>;

/** Attempts for one request at most. */
export const ATTEMPTS_MAX = 3;
/** Milliseconds for one attempt, and for all of them: the function has 25 seconds, and needs a token besides. */
const ATTEMPT_MS = 3_000;
const ALL_MS = 7_000;
/** The first pause, in milliseconds; each further one is twice as long. */
const PAUSE_MS = 100;
/** Bytes: two hundred users are some 400,000. */
const ANSWER_MAX = 2_000_000;

/** Failures in a row after which requests stop, and milliseconds for which they do; then one is let through to try. */
export const FAILURES_MAX = 5;
export const OPEN_MS = 10_000;

/** @returns a sender that throws OktaUnavailable where there is no answer below 500, or only "too many requests". */
export function createSend(): Send {
  const circuit = circuitBreaker(handleType(NoAnswer), {
    halfOpenAfter: OPEN_MS,
    breaker: new ConsecutiveBreaker(FAILURES_MAX),
  });
  let openUntil = 0;
  circuit.onBreak(() => (openUntil = Date.now() + OPEN_MS));
  return async (request) => {
    const sending: Sending = { request, deadline: Date.now() + ALL_MS, ambiguous: false };
    try {
      return await attempts(sending).execute(async ({ attempt }) => {
        const response = await circuit.execute(() => sendOnce(sending, attempt));
        // Okta that counts requests is well: for the circuit it has answered.
        if (isRateLimited(response)) throw new TooMany(askedPause(response));
        return response;
      });
    } catch (error) {
      if (!(error instanceof Failure || error instanceof BrokenCircuitError)) throw error;
      const pause = error instanceof Failure ? error.pause : openUntil - Date.now();
      throw new OktaUnavailable(sending.ambiguous, Math.max(1, Math.ceil(pause / 1000)));
    }
  };
}

interface Sending {
  readonly request: OktaRequest;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** Whether one of the attempts may have had its effect, whatever came of the later ones; to read has none. */
  ambiguous: boolean;
}

/** An attempt without an answer. */
class Failure extends Error {
  /** @param pause Milliseconds after which another one is worth it. */
  constructor(readonly pause: number) {
    super();
  }
}
class NoAnswer extends Failure {}
/** Refused for the number of requests, and so without an effect. */
class TooMany extends Failure {}

/** Tries again where that does no harm, after the pause that the failure asks for, if there is time for it. */
function attempts({ request, deadline }: Sending): RetryPolicy {
  const policy = handleType(
    Failure,
    (failure) => (request.repeatable || failure instanceof TooMany) && Date.now() + failure.pause < deadline,
  );
  const backoff = new DelegateBackoff<{ result: unknown }>(({ result }) => (result as { error: Failure }).error.pause);
  return retry(policy, { maxAttempts: ATTEMPTS_MAX - 1, backoff });
}

/** @throws NoAnswer where there is none, or none that says what was done. */
async function sendOnce(sending: Sending, attempt: number): Promise<OktaResponse> {
  const { request, deadline } = sending;
  const { method, url, headers, body } = request;
  const answer = await exchange({
    title: "Okta",
    method,
    url,
    headers: { accept: "application/json", ...headers },
    body,
    timeoutMs: Math.max(1, Math.min(ATTEMPT_MS, deadline - Date.now())),
    bytesMax: ANSWER_MAX,
  }).catch(() => undefined);
  const response = answer && readable(answer);
  if (response !== undefined && response.status < 500) return response;
  sending.ambiguous ||= method !== "GET";
  throw new NoAnswer(PAUSE_MS * 2 ** attempt * (0.5 + Math.random()));
}

/** Okta's code for too many requests. */
const RATE_LIMITED = "E0000047";

/** Okta answers 429 as well to a code that is asked for too soon: that is an answer, and no reason to ask again. */
function isRateLimited({ status, body }: OktaResponse): boolean {
  const code = (body as { errorCode?: unknown } | null | undefined)?.errorCode;
  return status === 429 && (code === undefined || code === RATE_LIMITED);
}

/** Milliseconds that Okta asks for: `Retry-After` in seconds, or the second at which its own count begins anew. */
function askedPause({ headers }: OktaResponse): number {
  const [after, reset] = [headers.get("retry-after"), headers.get("x-rate-limit-reset")];
  if (after !== null && /^\d{1,5}$/.test(after)) return Number(after) * 1000;
  if (reset !== null && /^\d{1,12}$/.test(reset)) return Math.max(0, Number(reset) * 1000 - Date.now());
  return 1000;
}

/**
 * What is no JSON is an error page of something in between, and so is a redirect. With a status of success it says nothing
 * of what Okta did; with another one, the status is what counts.
 */
function readable({ status, headers, text }: ExchangeAnswer): OktaResponse | undefined {
  const body = parsed(text);
  if (status < 400 && (status >= 300 || (body === undefined && text !== ""))) return undefined;
  return { status, headers, body };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Okta could not be asked, or did not answer in a way that says what happened. */
export class OktaUnavailable extends Error {
  override readonly name = "OktaUnavailable";
  constructor(
    /** Whether the last attempt may have had its effect all the same. */
    readonly ambiguous: boolean,
    /** Seconds after which it is worth another try. */
    readonly retryAfter: number,
  ) {
    super("Okta does not answer");
  }
}

/** Okta said something for which there is no answer: the audit line has its code, the caller does not. */
export class UnexpectedAnswer extends Error {
  override readonly name = "UnexpectedAnswer";
  constructor(status: number, code: string | undefined) {
    super(`Okta answered with status ${status}${code === undefined ? "" : ` (${code})`}`);
  }
}
