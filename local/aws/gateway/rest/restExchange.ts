/** One request on its way through a REST API, and what each step finds out about it. */
import type { RestMethod, RestResource, RestSnapshot } from "../../restapi/definition";
import type { Properties } from "../../world";
import type { GatewayRequest, GatewayResponse } from "../exchange";

export interface RestExchange {
  /** What was deployed to the stage. */
  readonly deployed: RestSnapshot;
  readonly deploymentId: string;
  readonly stageName: string;
  readonly stage: Properties;
  readonly stageArn: string;
  /** By method path: all methods or one: `~1users/GET`. */
  readonly methodSettings: Readonly<Record<string, Properties>>;
  readonly request: GatewayRequest;
  /** The path without the stage, percent-encoding kept. */
  readonly path: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  resource?: RestResource;
  method?: RestMethod;
  /** As they were sent, percent-encoding kept. */
  pathParameters: Readonly<Record<string, string>>;
  authorizer?: { readonly principalId: string; readonly context: Readonly<Record<string, unknown>> };
  authorizerError?: string;
  authorizerStatus?: number;
  error?: { readonly message: string | null; readonly responseType: string };
  integration?: { latency: number; status?: number; error?: string };
  response?: GatewayResponse;
}

/** The first step that answers ends the way in. */
export type RestStep = (exchange: RestExchange) => GatewayResponse | undefined | Promise<GatewayResponse | undefined>;
