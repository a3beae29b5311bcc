/** The admin service with a scripted Okta, a scripted approver and a table in a local DynamoDB. */
import assert from "node:assert/strict";
import type { AskedApproval, ApprovalState } from "../../../../handlers/admin/approver";
import { handleAdmin } from "../../../../handlers/admin/handleAdmin";
import { OPERATIONS, type OperationRow } from "../../../../handlers/admin/operations";
import type { RouteRequirement } from "okta-api-access/guard";
import type { HttpEvent } from "okta-api-access/guard";
import type { HttpResponse } from "okta-api-access/guard";
import { scriptedOkta, type Scripted, type ScriptedOkta } from "../../../unit/service/support/scriptedOkta";
import { START, startTable, type TestTable } from "../../../unit/service/support/testTable";

export const SCOPE = "all:of-it";
export const USER = "00u1abcdefghijklmnop";
export const OTHER = "00u2abcdefghijklmnop";
export const FACTOR = "sms1abcdefghijklmnop";
export const KEY = "idempotency-key-0123";

/** What the guard hands on for a good token. */
export const ADA = { sub: "ada@example.com", cid: "0oa1", uid: "00u9abcdefghijklmnop", scp: SCOPE };

export interface Parsed {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Readonly<Record<string, string>>;
}

export interface AdminStand {
  readonly test: TestTable;
  readonly okta: ScriptedOkta;
  /** What is answered for the next calls with that method and path. */
  script(call: string, ...steps: Scripted[]): void;
  /** What the approver answers, and what it was asked. */
  readonly approver: {
    ask?: AskedApproval | Error;
    states: (ApprovalState | Error)[];
    asked: unknown[][];
    /** Happens while the approver is asked for a state. */
    meanwhile?: () => Promise<unknown>;
  };
  /** Requirements by route; by default each operation demands the one scope, and the step-up that it needs. */
  requirements: Map<string, RouteRequirement>;
  /** Client id → ids of the groups on whose members alone it may act. */
  readonly reach: Map<string, readonly string[]>;
  readonly lines: string[];
  /** A request by ADA, unless the event has another authorizer's context. */
  call(routeKey: string, more?: Partial<HttpEvent> & { readonly json?: unknown }): Promise<Parsed>;
  /** Everything as it was at the start, but the table. */
  reset(): void;
  close(): Promise<void>;
}

export async function startAdmin(): Promise<AdminStand> {
  const test = await startTable();
  const okta = scriptedOkta();
  const stand: AdminStand = {
    test,
    okta,
    script: (call, ...steps) => void okta.script.set(call, steps),
    approver: { states: [], asked: [] },
    requirements: new Map(),
    reach: new Map(),
    lines: [],
    async call(routeKey, { json, ...more } = {}) {
      const event: HttpEvent = {
        routeKey,
        requestContext: { requestId: "r1", authorizer: { lambda: ADA } },
        ...(json !== undefined && { body: JSON.stringify(json) }),
        ...more,
        headers: { "content-type": "application/json", ...more.headers },
      };
      const backend = {
        okta: okta.okta,
        table: test.table,
        approver: approverOf(stand),
        reach: stand.reach,
        now: () => test.time,
      };
      const audit = (line: object) => void stand.lines.push(JSON.stringify(line));
      return parse(await handleAdmin(event, { requirements: stand.requirements, backend, audit }));
    },
    reset() {
      test.time = START;
      okta.calls.length = 0;
      okta.script.clear();
      stand.lines.length = 0;
      stand.reach.clear();
      stand.requirements = new Map([...OPERATIONS].map(([route, row]) => [route, requirementOf(row)]));
      Object.assign(stand.approver, { ask: undefined, states: [], asked: [], meanwhile: undefined });
    },
    close: () => test.close(),
  };
  return stand;
}

/** The one scope, and the step-up without which an operation is not done. */
function requirementOf({ stepUp }: OperationRow): RouteRequirement {
  return { scopes: { any: [SCOPE] }, ...(stepUp !== undefined && { stepUp: { acr: stepUp, maxAge: 300 } }) };
}

function approverOf({ approver }: AdminStand) {
  const given = <T>(value: T | Error): T => {
    if (value instanceof Error) throw value;
    return value;
  };
  return {
    async ask(...asked: unknown[]) {
      approver.asked.push(asked);
      return given(approver.ask);
    },
    async state(...asked: unknown[]) {
      approver.asked.push(asked);
      await approver.meanwhile?.();
      return given(approver.states.shift() ?? assert.fail("the approver was asked too often"));
    },
  };
}

function parse({ statusCode: status, headers, body }: HttpResponse): Parsed {
  assert.equal(headers["cache-control"], "no-store");
  return { status, headers, body: body === "" ? {} : (JSON.parse(body) as Record<string, unknown>) };
}

/** A user in Okta's shape, with more than is told. */
export function oktaUser(more: Record<string, unknown> = {}, profile: Record<string, unknown> = {}) {
  return {
    id: USER,
    status: "ACTIVE",
    created: new Date(START).toISOString(),
    lastLogin: null,
    credentials: { password: { value: "s3cret" }, recovery_question: { answer: "s3cret" } },
    ...more,
    profile: {
      login: "bo@example.com",
      email: "bo@example.com",
      firstName: "Bo",
      lastName: "Li",
      salary: 7,
      ...profile,
    },
  };
}
