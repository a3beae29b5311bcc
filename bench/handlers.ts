/**
 * What a cold start of the product's handlers costs: the load of the bundle and the first call, on the local Lambda with the
 * whole product on a local cloud. Run it with `npm run bench -- handlers`.
 *
 * The first call is one that does all that a handler does: it signs at KMS, gets a token, asks Okta, and writes to the table.
 * The public handlers answer at the end of a step of two seconds, whatever they do, so that of them the call is one that is
 * answered at once.
 */
import { randomUUID } from "node:crypto";
import { findFunction } from "../local/aws/lambda/functions";
import { PROGRAM } from "../components/program";
import { startProduct, type RunningProduct } from "./localProduct";
import { median } from "./median";

/** Milliseconds for the load of the bundle and the first call. */
export const COLD_GOAL_MS = 300;

const STARTS = 9;

export interface HandlerStart {
  readonly what: string;
  /** Bytes of the bundle, minified. */
  readonly size: number;
  readonly coldMs: number;
  /** Of the call after the first one. */
  readonly warmMs: number;
}

interface Answer {
  readonly statusCode: number;
  readonly body: string;
}

interface Call {
  readonly name: string;
  readonly what: string;
  readonly event: () => object;
  readonly status: number;
}

const json = { "content-type": "application/json" };

function calls({ environment }: RunningProduct): readonly Call[] {
  const { clientId } = environment.clients["support-console"]!;
  const lambda = { sub: "bench@example.com", cid: clientId, uid: "00uid4BxXw6I6TV4m0g3", scp: "users:create" };
  const createUser = () => ({
    routeKey: "POST /users",
    headers: { ...json, "idempotency-key": randomUUID() },
    body: JSON.stringify({ email: `${randomUUID()}@example.com`, firstName: "Ada", lastName: "Lovelace" }),
    requestContext: { authorizer: { lambda } },
  });
  const open = (routeKey: string) => () => ({ routeKey, headers: json, body: "{}" });
  return [
    { name: "admin-admin-admin", what: "admin, a user is created", event: createUser, status: 201 },
    {
      name: "admin-registration-registration",
      what: "registration, refused",
      event: open("POST /registrations"),
      status: 400,
    },
    { name: "admin-recovery-recovery", what: "recovery, refused", event: open("POST /recoveries"), status: 400 },
  ];
}

export async function measureHandlers(): Promise<HandlerStart[]> {
  const product = await startProduct(PROGRAM);
  try {
    const all = calls(product).map((call) => ({ call, cold: [] as number[], warm: [] as number[] }));
    for (let start = 0; start < STARTS; start += 1) {
      for (const { call, cold, warm } of all) {
        await startAnew(product, call.name);
        cold.push(await timed(product, call));
        warm.push(await timed(product, call));
      }
    }
    return all.map(({ call: { what, name }, cold, warm }) => {
      const { CodeSize: size } = findFunction(product.cloud.aws.world, name).configuration;
      return { what, size, coldMs: median(cold), warmMs: median(warm) };
    });
  } finally {
    await product.cloud.close();
  }
}

/** A function whose settings change starts anew at the next call. */
async function startAnew({ cloud }: RunningProduct, name: string): Promise<void> {
  const url = `${cloud.aws.url}/2015-03-31/functions/${name}/configuration`;
  const response = await fetch(url, {
    method: "PUT",
    headers: json,
    body: JSON.stringify({ Description: randomUUID() }),
  });
  if (!response.ok) throw new Error(`PUT ${url}: ${response.status} ${await response.text()}`);
}

async function timed({ cloud }: RunningProduct, { name, event, status }: Call): Promise<number> {
  const { runtime } = findFunction(cloud.aws.world, name);
  const sent = event();
  const begin = performance.now();
  const answer = (await runtime.invoke(sent, { awsRequestId: randomUUID() })) as Answer;
  const taken = performance.now() - begin;
  if (answer.statusCode !== status) throw new Error(JSON.stringify(answer));
  return taken;
}

async function main(): Promise<void> {
  for (const { what, size, coldMs, warmMs } of await measureHandlers()) {
    const bundle = `${(size / 1000).toFixed(0)} KB`.padStart(7);
    console.log(
      `${what.padEnd(26)} ${bundle}  cold ${coldMs.toFixed(0).padStart(4)} ms (goal: at most ${COLD_GOAL_MS})  warm ${warmMs.toFixed(0).padStart(4)} ms`,
    );
  }
  console.log(`node ${process.version}`);
}

if (require.main === module) void main();
