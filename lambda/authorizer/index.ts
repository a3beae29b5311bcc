/** The Lambda authorizer of an HTTP API (REQUEST type, payload 2.0, simple responses). */
import { authorizeHttpApi, type AuthorizerEvent, type SimpleResponse } from "./authorizeHttpApi";
import { createGuard } from "./guard";
import { readSettings } from "./settings";

const { guard, requirements } = readSettings(process.env);
const authorizer = {
  guard: createGuard(guard),
  requirements,
  log: (line: string) => void process.stdout.write(`${line}\n`),
};

export function handler(event: AuthorizerEvent): Promise<SimpleResponse> {
  return authorizeHttpApi(event, authorizer);
}
