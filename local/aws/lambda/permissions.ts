/** `/2015-03-31/functions/{name}/policy`: who may invoke a function. */
import { z } from "zod";
import { invalidParameter, resourceConflict, resourceNotFound } from "../awsError";
import { readBody } from "../readBody";
import { created, noContent, ok, type Endpoint } from "../router";
import { findFunction } from "./functions";
import type { LambdaFunction, PolicyStatement } from "./types";

const schema = z.strictObject({
  StatementId: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
  Action: z.string().regex(/^lambda:[*A-Za-z]+$/),
  Principal: z.string().regex(/^(\d{12}|\*|arn:aws:iam::.+|[a-z0-9.-]+\.amazonaws\.com)$/, {
    error: "The provided principal was invalid. Please check the principal and try again.",
  }),
  SourceArn: z.string().regex(/^arn:/).optional(),
});

const PATH = "/2015-03-31/functions/{name}/policy";

export const permissionEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: PATH,
    handle(request) {
      const fn = findFunction(request);
      const { StatementId, ...given } = readBody(schema, request.body, invalidParameter);
      if (fn.statements.has(StatementId)) {
        throw resourceConflict(
          `The statement id (${StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      }
      const statement: PolicyStatement = { Sid: StatementId, ...given };
      fn.statements.set(StatementId, statement);
      return created({ Statement: JSON.stringify(inFull(fn, statement)) });
    },
  },
  {
    method: "GET",
    path: PATH,
    handle(request) {
      const fn = findFunction(request);
      if (fn.statements.size === 0) throw resourceNotFound("The resource you requested does not exist.");
      const Statement = [...fn.statements.values()].map((statement) => inFull(fn, statement));
      return ok({ Policy: JSON.stringify({ Version: "2012-10-17", Id: "default", Statement }) });
    },
  },
  {
    method: "DELETE",
    path: `${PATH}/{sid}`,
    handle(request) {
      const fn = findFunction(request);
      const sid = request.params["sid"] ?? "";
      if (!fn.statements.delete(sid)) throw resourceNotFound(`Statement ${sid} is not found in resource policy.`);
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
