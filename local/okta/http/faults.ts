/** Faults on demand: requests to a path fail with the status that a test asks for, or get no answer at all. */
import { ApiError } from "../errors/apiErrors";
import { oauthError } from "../errors/oauthErrors";
import type { Answer } from "./endpoint";

export interface Fault {
  /** Requests whose path begins with this are meant. */
  readonly path: string;
  /** @default any */
  readonly method?: string;
  /**
   * The status to answer with: 429, or 500 to 599. Or what becomes of a connection that gets no answer: it ends (`dropped`),
   * or nothing comes (`silent`).
   */
  readonly answer: number | "dropped" | "silent";
  /** How many such requests go well before. @default 0 */
  readonly skip?: number;
  /** How many requests fail. @default 1 */
  readonly times?: number;
  /** Do what was asked before failing: the answer is lost, not the request. @default false */
  readonly afterwards?: boolean;
}

/** What the log has of a request that got no answer. */
const NO_STATUS = 0;

/** Seconds until a client may try again after a 429; Okta's window is a minute, ours is kept short for tests. */
export const RETRY_AFTER_SECONDS = 1;

/** The faults that are planned, in the order in which they were asked for. */
export class Faults {
  private planned: { fault: Fault; skip: number; left: number }[] = [];

  add(fault: Fault): void {
    this.planned.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 });
  }

  /** @returns how many were not met. */
  clear(): number {
    const { length } = this.planned;
    this.planned = [];
    return length;
  }

  /** The fault for this request, which is used up by asking. */
  take(method: string, path: string): Fault | undefined {
    if (this.planned.length === 0) return undefined;
    const found = this.planned.find(
      ({ fault }) => path.startsWith(fault.path) && (fault.method === undefined || fault.method === method),
    );
    if (found === undefined) return undefined;
    if (found.skip > 0) {
      found.skip -= 1;
      return undefined;
    }
    found.left -= 1;
    if (found.left <= 0) this.planned = this.planned.filter((each) => each !== found);
    return found.fault;
  }
}

/** The answer to a request that is to fail. `now` is in seconds since 1970. */
export function faultAnswer({ answer: status }: Fault, oauth: boolean, now: number): Answer {
  if (typeof status === "string") return { status: NO_STATUS, unanswered: status };
  if (status === 429) {
    const headers = { "x-rate-limit-remaining": "0", "x-rate-limit-reset": String(now + RETRY_AFTER_SECONDS) };
    return { status, json: new ApiError("E0000047").body(), headers };
  }
  if (oauth) return { status, json: oauthError("server_error").body() };
  return { status, json: new ApiError("E0000009", "", [], { status }).body() };
}
