/** The Lambda authorizer of an HTTP API (payload 2.0, simple responses) and of a REST API (IAM policies). */
import { authorizeHttpApi, type HttpApiEvent, type SimpleResponse } from "./authorizeHttpApi";
import { authorizeRestApi, type PolicyResponse, type RestApiEvent } from "./authorizeRestApi";
import type { Authorizer } from "./authorizeRoute";
import { createGuard } from "./guard";
import { createOriginCheck } from "./originCheck";
import { readSecret } from "../aws/readSecret";
import { readGatewaySettings } from "./settings";
import { writeLine } from "../writeLine";

const { guard, requirements, originSecretArn } = readGatewaySettings(process.env);
const authorizer: Authorizer = {
  guard: createGuard(guard),
  requirements,
  origin: originSecretArn === undefined ? undefined : createOriginCheck(() => readSecret(originSecretArn, process.env)),
  log: writeLine,
};

export function handler(event: HttpApiEvent | RestApiEvent): Promise<SimpleResponse | PolicyResponse> {
  return "methodArn" in event ? authorizeRestApi(event, authorizer) : authorizeHttpApi(event, authorizer);
}
