/** A local Okta for one test, over real HTTP, with short ways to ask its API. */
import assert from "node:assert/strict";
import { newRsaKeys, type KeyPair } from "../../../../local/okta/org/signingKeys";
import { startLocalOkta, type LocalOkta, type LocalOktaOptions } from "../../../../local/okta/start";

export type Body = { [key: string]: any };

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; undefined where the answer has no body or is no JSON. */
  readonly body: any;
  readonly text: string;
}

export interface Stand extends LocalOkta {
  /** Sends a request with the API token. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** The same, and the answer must have that status. Gives the body. */
  must(status: number, method: string, path: string, body?: unknown): Promise<any>;
  /** Posts a form, without a token. */
  post(path: string, params: Record<string, string>, headers?: Record<string, string>): Promise<Reply>;
  /** Moves the clock forward. */
  pass(seconds: number): void;
}

/** One key pair serves all tests of a run: making one takes longer than a test. */
let shared: Promise<KeyPair> | undefined;

export const testKeys = (): Promise<KeyPair> => (shared ??= newRsaKeys());

/** 2026-11-01T12:00:00Z. The clock stands still unless a test moves it. */
export const START = Date.UTC(2026, 10, 1, 12);

export async function startStand(options: LocalOktaOptions = {}): Promise<Stand> {
  let now = START;
  const okta = await startLocalOkta({ keys: testKeys, clock: () => now, ...options });
  const authorization = `SSWS ${okta.apiToken}`;
  const api = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    const response = await fetch(okta.localUrl + path, {
      method,
      headers: { authorization, ...type, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return reply(response);
  };
  return {
    ...okta,
    api,
    must: async (status, method, path, body) => {
      const answer = await api(method, path, body);
      assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
      return answer.body;
    },
    post: async (path, params, headers = {}) =>
      reply(
        await fetch(okta.localUrl + path, {
          method: "POST",
          body: new URLSearchParams(params),
          headers,
          redirect: "manual",
        }),
      ),
    pass: (seconds) => {
      now += seconds * 1000;
    },
  };
}

export async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  const json = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: json && text !== "" ? JSON.parse(text) : undefined,
  };
}

/** Asserts that the answer is Okta's error of that code, summary and causes. */
export function assertApiError(
  answer: Reply,
  status: number,
  errorCode: string,
  errorSummary: string,
  causes: readonly string[] = [],
): void {
  assert.equal(answer.status, status, answer.text);
  const { errorId, ...rest } = answer.body;
  assert.match(errorId, /^oae[A-Za-z0-9]{17}$/);
  assert.deepEqual(rest, {
    errorCode,
    errorSummary,
    errorLink: errorCode,
    errorCauses: causes.map((cause) => ({ errorSummary: cause })),
  });
}

/** Asserts that the answer is that OAuth error. */
export function assertOAuthError(answer: Reply, status: number, error: string, description: string): void {
  assert.deepEqual({ status: answer.status, ...answer.body }, { status, error, error_description: description });
}
