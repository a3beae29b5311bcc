/** Answers what functions ask of the account's services: `x-amz-target` picks the operation, JSON in, JSON out. */
import type { Hono, HonoRequest } from "hono";
import type { HttpBindings } from "@hono/node-server";
import { AwsError, notModelled } from "../awsError";
import { refuseBrowsers } from "../controlPlane";
import { dynamodb } from "../dynamodb/service";
import { kms } from "../kms/service";
import { readBytes, type OnNode } from "../readBody";
import { secretsManager } from "../secretsmanager/service";
import type { World } from "../world";
import { authenticate, authorize } from "./caller";
import type { Call, DataService } from "./dataService";
import { commonError, serialization, ServiceError } from "./serviceError";

/** Each at the path of its name. */
const SERVICES: readonly DataService[] = [dynamodb, kms, secretsManager];

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** Bytes of a request's body, DynamoDB's limit. */
const BODY_MAX = 16 * 1024 * 1024;

export function addDataPlane(app: Hono<OnNode>, world: World): void {
  for (const service of SERVICES) {
    const answer = ({ status, body }: Answer) =>
      new Response(JSON.stringify(body), {
        status,
        headers: { "content-type": service.contentType, "x-amzn-requestid": world.newId() },
      });
    // The SDKs put a slash behind the path.
    for (const path of [`/${service.name}`, `/${service.name}/`])
      app.all(path, async ({ req, env }) => answer(await perform(world, service, req, env)));
  }
}

async function perform(
  world: World,
  service: DataService,
  req: HonoRequest,
  { incoming }: HttpBindings,
): Promise<Answer> {
  try {
    refuseBrowsers(world, req);
    if (req.method !== "POST") throw unknownOperation();
    const operation = operationOf(service, req.header("x-amz-target"));
    const { caller, region } = authenticate(world, service.name, req);
    const { resource, run } = prepare(service, {
      world,
      operation,
      region,
      body: jsonOf(await readBytes(incoming, BODY_MAX)),
    });
    authorize(world, caller, `${service.name}:${operation}`, resource);
    return { status: 200, body: await run() };
  } catch (error) {
    return refusal(service, error);
  }
}

function operationOf({ target: wanted }: DataService, target = ""): string {
  const [prefix, operation, ...more] = target.split(".");
  if (prefix !== wanted || !/^[A-Za-z]+$/.test(operation ?? "") || more.length > 0) throw unknownOperation();
  return operation!;
}

function prepare(service: DataService, call: Call) {
  const { operations, title } = service;
  if (!Object.hasOwn(operations, call.operation)) throw notModelled(`${title}'s ${call.operation}`);
  return operations[call.operation]!(call);
}

function jsonOf(bytes: Buffer): Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString("utf8"));
  } catch {
    body = undefined;
  }
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw serialization("the request's body is no JSON object");
}

const unknownOperation = () => commonError("UnknownOperationException", "");

function refusal({ commonErrors }: DataService, error: unknown): Answer {
  if (error instanceof ServiceError) {
    const { status = 400, messageKey = "message", fields, isCommon = false } = error.details;
    const type = `${isCommon ? commonErrors : ""}${error.type}`;
    return { status, body: { __type: type, [messageKey]: error.message, ...fields } };
  }
  const { status, code, message } =
    error instanceof AwsError
      ? error
      : new AwsError(500, "InternalServerError", "the local AWS has a fault of its own");
  return { status, body: { __type: code, message } };
}
