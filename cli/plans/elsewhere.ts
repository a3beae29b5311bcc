/** Stand-ins for what a stack finds in an org and has not made: a plan is drawn without asking anybody. */
import type { Access } from "../../model/file";
import { CLIENT_TYPES, GRANTS, REFRESH_TOKEN_GRANT } from "../../model/okta";
import type { ProgramOptions } from "../../local/engine/recordProgram";

const ISSUER = "https://example.okta.com/oauth2/";
const SERVER = "okta-api-access:authorizationServer";
const CLIENTS = "okta-api-access:clients";

type Settings = Readonly<Record<string, unknown>>;

/** What the program of a stack reads that another stack, or somebody else, has made: as the access file says it must be. */
export function elsewhere(access: Access, settings: Settings): Pick<ProgramOptions, "stacks" | "read" | "called"> {
  const server = Object(settings[SERVER]) as { stack?: unknown; issuer?: unknown };
  const all = (keys: Iterable<string>, of: (key: string) => string) =>
    Object.fromEntries([...keys].map((key) => [key, of(key)]));
  const outputs = {
    issuer: `${ISSUER}aus1example2example3`,
    audience: access.audience,
    clientIds: all(access.clients.keys(), (key) => `client-id-of-${key}`),
    groupIds: all(access.groups.keys(), (key) => `id-of-${key}`),
    signingKeys: all(access.clients.keys(), (key) => `arn:aws:kms:eu-central-1:111122223333:key/key-id-of-${key}`),
  };
  return {
    stacks: typeof server.stack === "string" ? { [server.stack]: outputs } : {},
    read: {
      "okta:auth/server:Server": (id) => ({
        issuer: typeof server.issuer === "string" ? server.issuer : `${ISSUER}${id}`,
        audiences: [access.audience],
        status: "ACTIVE",
      }),
    },
    called: { "okta:app/getOauth:getOauth": ({ id }) => applicationOf(access, settings, id) },
  };
}

function applicationOf(access: Access, settings: Settings, id: unknown): Record<string, unknown> {
  const entries = Object.entries(Object(settings[CLIENTS]) as Record<string, unknown>);
  const [key] = entries.find(([, entry]) => Object(entry).clientId === id) ?? [];
  const client = access.clients.get(key ?? "");
  if (client === undefined) throw new Error("there is none");
  const grantTypes = client.grants.map((grant) => GRANTS[grant].okta);
  return {
    id,
    type: CLIENT_TYPES[client.type].oktaType,
    status: "ACTIVE",
    grantTypes: client.refreshTokens ? [...grantTypes, REFRESH_TOKEN_GRANT] : grantTypes,
  };
}
