/** How the clients of the AWS SDK are made inside a Lambda function, and what is told of an answer that is none. */
import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { StandardRetryStrategy } from "@smithy/core/retry";
import type { RetryErrorInfo, StandardRetryToken } from "@smithy/types";
import type { Environment } from "../../guard";
import { withoutContent } from "./awsError";
import { credentialsOf } from "./signRequest";

/** A service of AWS, as a function asks it. */
export interface AwsService {
  /** For a person: `DynamoDB`. It begins the errors. */
  readonly title: string;
  readonly region: string;
  /** The variable by which the SDKs and tools are led to another address. */
  readonly endpointVariable: string;
  /** Whether a second sending does no harm where the first may have had its effect. */
  readonly repeatable: boolean;
}

/** Attempts of one call at most. */
export const AWS_ATTEMPTS_MAX = 3;
/** Milliseconds until an answer must be there. */
export const AWS_TIMEOUT_MS = 3_000;
/**
 * Milliseconds after which a connection is not used again. A function sleeps for minutes between two requests. Whether the
 * other end has closed the connection meanwhile shows only when a request is lost on it, and nothing tells whether that
 * request was done.
 */
export const IDLE_MS = 4_000;

/** When a connection was used last: milliseconds since the epoch, of a clock that goes on while the function sleeps. */
const usedAt = new WeakMap<object, number>();
const httpAgent = noting(new Agent({ keepAlive: true }));
const httpsAgent = noting(new SecureAgent({ keepAlive: true }));

/** Notes when a connection begins to rest. */
function noting<A extends Agent>(agent: A): A {
  const keep = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket) => {
    usedAt.set(socket, Date.now());
    return keep(socket);
  };
  return agent;
}

/** What a client of the SDK is made with. Throws without a region, or without the credentials that Lambda puts into the environment. */
export function clientConfig({ title, region, endpointVariable, repeatable }: AwsService, environment: Environment) {
  return {
    region,
    endpoint: environment[endpointVariable] || undefined,
    credentials: credentialsOf(title, region, environment),
    retryStrategy: new SafeRetries(repeatable),
    requestHandler: {
      httpAgent,
      httpsAgent,
      requestTimeout: AWS_TIMEOUT_MS,
      connectionTimeout: AWS_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  };
}

/**
 * Tries again as the SDK does, where that is safe: what was refused for the number of calls has had no effect. A time-out
 * has taken enough of the function's time, and of a connection that breaks nobody knows.
 */
class SafeRetries extends StandardRetryStrategy {
  constructor(private readonly repeatable: boolean) {
    super(AWS_ATTEMPTS_MAX);
  }

  override async refreshRetryTokenForRetry(token: StandardRetryToken, failure: RetryErrorInfo) {
    const isFault = (failure.error?.$metadata?.httpStatusCode ?? 0) >= 500;
    if (failure.errorType !== "THROTTLING" && !(isFault && this.repeatable)) throw new Error("not again");
    return super.refreshRetryTokenForRetry(token, failure);
  }
}

/** What a call of a client gives. The errors of the SDK, which repeat what was answered, end here. */
export async function asked<T>(title: string, call: () => Promise<T>): Promise<T> {
  for (const agent of [httpAgent, httpsAgent]) dropRested(agent);
  try {
    return await call();
  } catch (error) {
    throw withoutContent(title, error as Error);
  }
}

/** Closes the connections that have rested for too long; on those nothing is under way. */
function dropRested({ freeSockets }: Agent): void {
  for (const socket of Object.values(freeSockets).flat())
    if (socket !== undefined && Date.now() - (usedAt.get(socket) ?? 0) > IDLE_MS) socket.destroy();
}
