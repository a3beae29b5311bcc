/** Sends requests to Okta: within a time, again where that is safe, and not at all while Okta is down. */
import { createExchange, type Exchange, type ExchangeAnswer } from "../http/exchange";
import { createCircuit, type Circuit } from "./circuit";
import { OktaUnavailable } from "./errors";

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

export interface SendSurroundings {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1, for the pauses between attempts. */
  readonly random: () => number;
}

const SURROUNDINGS: SendSurroundings = {
  now: Date.now,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
};

/** Attempts for one request at most. */
export const ATTEMPTS_MAX = 3;
/** Milliseconds for one attempt, and for all of them: the function has 25 seconds, and needs a token besides. */
const ATTEMPT_MS = 3_000;
const ALL_MS = 7_000;
/** The first pause, in milliseconds; each further one is twice as long. */
const PAUSE_MS = 100;
/** Bytes: two hundred users are some 400,000. */
const ANSWER_MAX = 2_000_000;

/** @returns a sender that throws OktaUnavailable where there is no answer below 500, or only "too many requests". */
export function createSend(surroundings: Partial<SendSurroundings> = {}): Send {
  const around = { ...SURROUNDINGS, ...surroundings };
  const okta = { ...around, circuit: createCircuit(around.now), exchange: createExchange(around.now) };
  return (request) => sendWithin(request, okta);
}

/** What all requests of a sender share. */
interface Sender extends SendSurroundings {
  readonly circuit: Circuit;
  readonly exchange: Exchange;
}

async function sendWithin(request: OktaRequest, around: Sender): Promise<OktaResponse> {
  const { circuit } = around;
  // Whether one of the attempts may have had its effect, whatever came of the later ones; to read has none.
  let ambiguous = false;
  const deadline = around.now() + ALL_MS;
  for (let attempt = 1; ; attempt += 1) {
    const wait = circuit.waitSeconds();
    if (wait > 0) throw new OktaUnavailable(ambiguous, wait);
    const response = await sendOnce(request, deadline - around.now(), around.exchange);
    if (response !== undefined && response.status < 500 && !isRateLimited(response)) {
      circuit.succeeded();
      return response;
    }
    const refused = response !== undefined && isRateLimited(response);
    // Okta that counts requests is well.
    if (refused) circuit.succeeded();
    else circuit.failed();
    ambiguous ||= !refused && request.method !== "GET";
    const pause = refused ? askedPause(response, around) : PAUSE_MS * 2 ** (attempt - 1) * (0.5 + around.random());
    // A request that was refused for its number has had no effect.
    const again = attempt < ATTEMPTS_MAX && (request.repeatable || refused) && around.now() + pause < deadline;
    if (!again) throw new OktaUnavailable(ambiguous, Math.max(1, Math.ceil(pause / 1000)));
    await around.sleep(pause);
  }
}

/** Okta's code for too many requests. */
const RATE_LIMITED = "E0000047";

/** Okta answers 429 as well to a code that is asked for too soon: that is an answer, and no reason to ask again. */
function isRateLimited({ status, body }: OktaResponse): boolean {
  const code = (body as { errorCode?: unknown } | null | undefined)?.errorCode;
  return status === 429 && (code === undefined || code === RATE_LIMITED);
}

/** Milliseconds that Okta asks for: `Retry-After` in seconds, or the second at which its own count begins anew. */
function askedPause({ headers }: OktaResponse, { now }: SendSurroundings): number {
  const [after, reset] = [headers.get("retry-after"), headers.get("x-rate-limit-reset")];
  if (after !== null && /^\d{1,5}$/.test(after)) return Number(after) * 1000;
  if (reset !== null && /^\d{1,12}$/.test(reset)) return Math.max(0, Number(reset) * 1000 - now());
  return 1000;
}

/** Undefined: no answer, or none that can be read. */
async function sendOnce(request: OktaRequest, left: number, exchange: Exchange): Promise<OktaResponse | undefined> {
  const { method, url, headers, body } = request;
  try {
    const answer = await exchange({
      title: "Okta",
      method,
      url,
      headers: { accept: "application/json", ...headers },
      body,
      timeoutMs: Math.max(1, Math.min(ATTEMPT_MS, left)),
      bytesMax: ANSWER_MAX,
    });
    return readable(answer);
  } catch {
    return undefined;
  }
}

/**
 * What is no JSON is an error page of something in between, and so is a redirect. With a status of success it says nothing
 * of what Okta did; with another one, the status is what counts.
 */
function readable({ status, headers, text }: ExchangeAnswer): OktaResponse | undefined {
  const body = parsed(text);
  if (status < 400 && (status >= 300 || (body === undefined && text !== ""))) return undefined;
  return { status, headers: headersOf(headers), body };
}

function headersOf(headers: ExchangeAnswer["headers"]): Headers {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  return new Headers(pairs);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
