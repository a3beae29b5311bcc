/** Invokes a function for API Gateway or a load balancer, if the function's own policy lets it. */
import { arnMatches, functionOf } from "../arns";
import type { World } from "../world";
import { FunctionError } from "./functionWorker";

export interface Invocation {
  /** The function's ARN, or API Gateway's form of it. */
  readonly uri: string;
  /** The API, route or authorizer on whose behalf it is called, as a permission names it. */
  readonly sourceArn: string;
  readonly event: unknown;
  /** The service that calls. @default `apigateway.amazonaws.com` */
  readonly principal?: string;
  readonly requestId: string;
  /** Aborted when the caller gives up: a call that still waits for its turn is then left out. */
  readonly signal?: AbortSignal;
}

/** @throws FunctionError where there is no such function, no permission, or no answer. */
export async function invokeForGateway(
  world: World,
  { uri, sourceArn, event, requestId, principal = "apigateway.amazonaws.com", signal }: Invocation,
): Promise<unknown> {
  const arn = functionOf(uri);
  const found = [...world.functions.values()].find(({ configuration }) => configuration.FunctionArn === arn);
  if (found === undefined) throw new FunctionError(`Function not found: ${arn}`);
  const isPermitted = [...found.statements.values()].some(
    ({ Action, Principal, SourceArn }) =>
      (Action === "lambda:InvokeFunction" || Action === "lambda:*") &&
      Principal === principal &&
      (SourceArn === undefined || arnMatches(SourceArn, sourceArn)),
  );
  if (!isPermitted) throw new FunctionError("Invalid permissions on Lambda function");
  const context = {
    awsRequestId: requestId,
    functionName: found.configuration.FunctionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: found.configuration.FunctionArn,
    memoryLimitInMB: String(found.configuration.MemorySize),
    logGroupName: found.configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${found.configuration.FunctionName}`,
    logStreamName: "local",
    callbackWaitsForEmptyEventLoop: true,
  };
  return found.runtime.invoke(event, context, signal);
}
