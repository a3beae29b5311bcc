/** Faults on demand: the next requests to a path fail with the status that a test asks for. */
import { ApiError } from "../errors/apiErrors";
import { oauthError } from "../errors/oauthErrors";
import type { Answer } from "./endpoint";

export interface Fault {
  /** Requests whose path begins with this are meant. */
  readonly path: string;
  /** @default any */
  readonly method?: string;
  /** The status to answer with: 429, or 500 to 599. */
  readonly status: number;
  /** How many requests fail. @default 1 */
  readonly times?: number;
  /** Do what was asked before failing: the answer is lost, not the request. @default false */
  readonly afterwards?: boolean;
}

/** Seconds until a client may try again after a 429; Okta's window is a minute, ours is kept short for tests. */
export const RETRY_AFTER_SECONDS = 1;

/** The faults that are planned, in the order in which they were asked for. */
export class Faults {
  private planned: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.planned.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.planned = [];
  }

  /** The fault for this request, which is used up by asking. */
  take(method: string, path: string): Fault | undefined {
    if (this.planned.length === 0) return undefined;
    const found = this.planned.find(
      ({ fault }) => path.startsWith(fault.path) && (fault.method === undefined || fault.method === method),
    );
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.planned = this.planned.filter((each) => each !== found);
    return found.fault;
  }
}

/** The answer to a request that is to fail. `now` is in seconds since 1970. */
export function faultAnswer(status: number, oauth: boolean, now: number): Answer {
  if (status === 429) {
    const headers = { "x-rate-limit-remaining": "0", "x-rate-limit-reset": String(now + RETRY_AFTER_SECONDS) };
    return { status, json: new ApiError("E0000047").body(), headers };
  }
  if (oauth) return { status, json: oauthError("server_error").body() };
  return { status, json: new ApiError("E0000009", "", [], { status }).body() };
}
