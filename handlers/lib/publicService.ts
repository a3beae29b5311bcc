/** The service behind a public operation, from a function's environment: a mistake in it stops the cold start. */
import {
  createAudit,
  createSend,
  createTable,
  type Environment,
  oktaApiOf,
  oktaIdentity,
  readOktaSettings,
  required,
  seconds,
  VARIABLES,
} from "okta-api-access/service";
import { evenly } from "./evenly";
import type { PublicService } from "./handlePublic";
import { provesWork } from "./proofOfWork";

/** The service of that name, and the one group over whose members its client's role holds. */
export function publicServiceOf(name: string, environment: Environment): PublicService & { readonly groupId: string } {
  const settings = readOktaSettings(environment);
  const [groupId, ...more] = oktaIdentity(settings).groupIds;
  if (groupId === undefined || more.length > 0)
    throw new Error("the role of the function's client must be over one group");
  return {
    groupId,
    okta: oktaApiOf(settings, createSend(), environment, Date.now),
    table: createTable(
      required(environment, VARIABLES.table),
      required(environment, "AWS_REGION"),
      environment,
      Date.now,
    ),
    isHuman: provesWork(() => seconds(Date.now())),
    evenly,
    now: Date.now,
    audit: createAudit(name),
  };
}
