/** Answers what functions ask of the account's services: `x-amz-target` picks the operation, JSON in, JSON out. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError, notModelled } from "../awsError";
import { refuseBrowsers } from "../controlPlane";
import { dynamodb } from "../dynamodb/service";
import { kms } from "../kms/service";
import { readBytes } from "../readBytes";
import { secretsManager } from "../secretsmanager/service";
import type { World } from "../world";
import { authenticate } from "./authenticate";
import { authorize } from "./authorize";
import type { Call, DataService } from "./dataService";
import { commonError, serialization, ServiceError } from "./serviceError";

/** By the first part of the path; the SDKs put a slash behind it. */
const SERVICES: Readonly<Record<string, DataService>> = { dynamodb, kms, secretsmanager: secretsManager };
const PATH = /^\/([a-z]+)\/?$/;
/** Bytes of a request's body, DynamoDB's limit. */
const BODY_MAX = 16 * 1024 * 1024;

export function isDataPlane(url: string): boolean {
  return Object.hasOwn(SERVICES, PATH.exec(url)?.[1] ?? "");
}

export async function serveDataPlane(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const service = SERVICES[PATH.exec(request.url ?? "")![1]!]!;
  const { status, body } = await answer(world, service, request);
  response.writeHead(status, { "content-type": service.contentType, "x-amzn-requestid": world.newId() });
  response.end(JSON.stringify(body));
}

async function answer(world: World, service: DataService, request: IncomingMessage) {
  try {
    refuseBrowsers(world, request);
    if (request.method !== "POST") throw unknownOperation();
    const bytes = await readBytes(request, BODY_MAX);
    const operation = operationOf(service, request);
    const { caller, region } = authenticate(world, service.name, request.headers);
    const { resource, run } = prepare(service, { world, operation, region, body: jsonOf(bytes) });
    authorize(world, caller, `${service.name}:${operation}`, resource);
    return { status: 200, body: await run() };
  } catch (error) {
    return refusal(service, error);
  }
}

function operationOf({ target }: DataService, { headers }: IncomingMessage): string {
  const [prefix, operation, ...more] = String(headers["x-amz-target"] ?? "").split(".");
  if (prefix !== target || !/^[A-Za-z]+$/.test(operation ?? "") || more.length > 0) throw unknownOperation();
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

function refusal({ commonErrors }: DataService, error: unknown): { status: number; body: object } {
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
