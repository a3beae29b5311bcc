/** `aws:lambda/permission:Permission`: who may invoke a function. */
import { z } from "zod";
import { text } from "../../providers/properties";
import type { AwsType } from "../account";
import { invalidParameter, notModelled, resourceConflict, resourceNotFound } from "../awsError";
import { readBody } from "../readBody";
import { created, noContent, ok, type Endpoint } from "../router";
import { findFunction, functionOfRequest, nameOf } from "./functions";
import type { LambdaFunction, PolicyStatement } from "./types";

const schema = z.strictObject({
  StatementId: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
  Action: z.string().regex(/^lambda:[*A-Za-z]+$/),
  Principal: z.string().regex(/^(\d{12}|\*|arn:aws:iam::.+|[a-z0-9.-]+\.amazonaws\.com)$/, {
    error: "The provided principal was invalid. Please check the principal and try again.",
  }),
  SourceArn: z.string().regex(/^arn:/).optional(),
});

function add(fn: LambdaFunction, body: unknown): PolicyStatement {
  const { StatementId, ...given } = readBody(schema, body, invalidParameter);
  if (fn.statements.has(StatementId)) {
    throw resourceConflict(
      `The statement id (${StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const statement: PolicyStatement = { Sid: StatementId, ...given };
  fn.statements.set(StatementId, statement);
  return statement;
}

function remove(fn: LambdaFunction, sid: string): void {
  if (!fn.statements.delete(sid)) throw resourceNotFound(`Statement ${sid} is not found in resource policy.`);
}

export const permission: AwsType = {
  token: "aws:lambda/permission:Permission",
  source: "lambda/permission.go",
  inputs: {
    action: text({ required: true, replace: true }),
    /** A function's name or ARN. */
    function: text({ required: true, replace: true }),
    principal: text({ required: true, replace: true }),
    /** A version or an alias, which the local AWS does not have. */
    qualifier: text({ replace: true }),
    region: text({ assigned: true, replace: true }),
    sourceArn: text({ replace: true }),
    statementId: text({ required: true, replace: true }),
  },
  outputs: [],
  autoname: { property: "statementId", max: 100 },
  async create({ world, region }, inputs) {
    const { statementId, action, principal, sourceArn, qualifier } = inputs;
    if (typeof qualifier === "string") throw notModelled("permissions of an alias");
    const body = { StatementId: statementId, Action: action, Principal: principal, SourceArn: sourceArn };
    add(findFunction(world, inputs["function"]), body);
    return { id: String(statementId), live: { region } };
  },
  async read({ world, region }, id, known) {
    const fn = world.functions.get(nameOf(known["function"]));
    const statement = fn?.statements.get(id);
    if (statement === undefined) return undefined;
    const { Action, Principal, SourceArn, Sid } = statement;
    return { action: Action, principal: Principal, region, sourceArn: SourceArn ?? null, statementId: Sid };
  },
  update: async () => ({}),
  delete: async ({ world }, id, known) => remove(findFunction(world, known["function"]), id),
};

const PATH = "/2015-03-31/functions/{name}/policy";

export const permissionEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: PATH,
    handle(request) {
      const fn = functionOfRequest(request);
      return created({ Statement: JSON.stringify(inFull(fn, add(fn, request.body))) });
    },
  },
  {
    method: "GET",
    path: PATH,
    handle(request) {
      const fn = functionOfRequest(request);
      if (fn.statements.size === 0) throw resourceNotFound("The resource you requested does not exist.");
      const Statement = [...fn.statements.values()].map((statement) => inFull(fn, statement));
      return ok({ Policy: JSON.stringify({ Version: "2012-10-17", Id: "default", Statement }) });
    },
  },
  {
    method: "DELETE",
    path: `${PATH}/{sid}`,
    handle(request) {
      remove(functionOfRequest(request), request.params["sid"] ?? "");
      return noContent();
    },
  },
];

function inFull(fn: LambdaFunction, { Sid, Action, Principal, SourceArn }: PolicyStatement) {
  const isService = Principal.includes(".");
  return {
    Sid,
    Effect: "Allow",
    Principal: isService ? { Service: Principal } : { AWS: Principal },
    Action,
    Resource: fn.configuration.FunctionArn,
    ...(SourceArn === undefined ? {} : { Condition: { ArnLike: { "AWS:SourceArn": SourceArn } } }),
  };
}
