/** The Lambda authorizer of an HTTP API (payload 2.0, simple responses) and of a REST API (IAM policies). */
import {
  authorizeHttpApi,
  type Authorizer,
  authorizeRestApi,
  createGuard,
  createOriginCheck,
  type HttpApiEvent,
  type PolicyResponse,
  readGatewaySettings,
  type RestApiEvent,
  type SimpleResponse,
} from "../../guard";
import { readSecret, writeLine } from "../../service";

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
