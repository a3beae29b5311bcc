/** The environment of a cloud to which the stack has been applied. */
import type { Access } from "../model/file";
import type { Applied } from "./apply";
import type { LocalCloud } from "./cloud";
import { collectEnvironment, type Environment } from "./environment";
import { personas } from "./okta/personas";
import type { ServiceKey } from "./serviceKeys";
import { PROJECT } from "./stackConfig";

export function startedEnvironment(
  access: Access,
  cloud: LocalCloud,
  { outputs, config }: Applied,
  serviceKeys: Readonly<Record<string, ServiceKey>>,
): Promise<Environment> {
  const clients = config[`${PROJECT}:clients`] as Record<string, { redirectUris?: string[] }>;
  return collectEnvironment({
    access,
    outputs,
    orgUrl: cloud.okta.url,
    apiToken: cloud.okta.apiToken,
    personas,
    serviceKeys,
    redirectUris: Object.fromEntries(
      Object.entries(clients).map(([key, { redirectUris }]) => [key, redirectUris ?? []]),
    ),
  });
}
